import { Command, CommanderError } from 'commander';
import { completeWord } from './completion/completion-script.ts';
import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';
import { exitCodeHelp, type ExitCodeMeanings, exitCodeMeanings, exitCodesOf, setExitCodes } from './help.ts';
import { runbookPlace } from './help-topics/runbook-place.ts';
import { usageError } from './usage-error.ts';
import { version } from './version.ts';

/**
 * A command line with the frame that all executables share: `--help` with the exit codes, `--version`, help and data on
 * stdout.
 *
 * @param exitCodes the exit codes that this executable can return, where it cannot return all of them; a command can have
 *   its own
 */
export const createProgram = (
  name: string,
  description: string,
  exitCodes: ExitCodeMeanings = exitCodeMeanings,
): Command =>
  setExitCodes(new Command(name), exitCodes)
    .description(description)
    .version(version)
    .addHelpText('afterAll', ({ command }) => exitCodeHelp(exitCodesOf(command)))
    // `runProgram` prints its errors.
    .configureOutput({ outputError: () => {} })
    .enablePositionalOptions()
    .exitOverride();

/** Prints the one JSON document of a command on stdout. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

/** What happened, with the stable code that documentation and programs use. */
export const errorLine = (name: string, { code, message }: EsgError): string => `${name}: Error (${code}): ${message}`;

/** The text of an error for people: what happened, then each finding, what to do, and the page that explains it. */
export function describeError(name: string, error: EsgError): string {
  const findings = error.findings.map(({ severity, code, message, hint }) =>
    [`  ${severity} ${code}: ${message}`, ...(hint ? [`    ${hint}`] : [])].join('\n'),
  );
  const hint = error.hint ? [`  ${error.hint}`] : [];
  return [errorLine(name, error), ...findings, ...hint, `  Runbook: ${runbookPlace(error.runbook)}`].join('\n');
}

const asBug = (error: unknown): EsgError =>
  new EsgError(`internal error: ${error instanceof Error ? error.message : String(error)}`, {
    code: 'internal-error',
    exitCode: ExitCode.failed,
    hint: 'This is a bug. Report it with the stack trace: run the same command with ESG_RECYCLER_DEBUG=1 to print it.',
    cause: error,
  });

/**
 * Runs a command line and sets the exit code. An error, of the command line itself too, goes to stderr; with `--json`
 * also to stdout as `{"error": {"code", "message", "hint", "exitCode", "runbook"}}`.
 *
 * @param isJson whether errors are also printed as JSON; an executable that always prints JSON passes true
 */
export async function runProgram(
  program: Command,
  argv: readonly string[] = process.argv,
  isJson = argv.includes('--json'),
): Promise<void> {
  endQuietlyWhenReaderLeaves();
  const [, , word, ...words] = process.argv;
  if (word === completeWord) {
    (await import('./completion/print-completion.ts')).printCompletion(program, words);
    return;
  }
  try {
    await program.parseAsync(argv);
  } catch (error) {
    // `--help` and `--version` end this way too.
    if (error instanceof CommanderError && error.exitCode === 0) {
      process.exitCode = ExitCode.done;
      return;
    }
    const known = asEsgError(program, error);
    if (isJson) printJson({ error: known });
    process.stderr.write(`${describeError(program.name(), known)}\n`);
    if (process.env['ESG_RECYCLER_DEBUG']) console.error(error);
    process.exitCode = known.exitCode;
  }
}

function asEsgError(program: Command, error: unknown): EsgError {
  if (error instanceof EsgError) return error;
  return error instanceof CommanderError ? usageError(program, error) : asBug(error);
}

/** `esg-inventory | head` closes the pipe early. That is not an error. */
function endQuietlyWhenReaderLeaves(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
