import { Command, CommanderError } from 'commander';
import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';
import { version } from './version.ts';

/** A command line with the frame that every executable shares: `--help`, `--version`, help and data on stdout. */
export const createProgram = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .version(version)
    .showHelpAfterError(`(${name} --help explains the options)`)
    .enablePositionalOptions()
    .exitOverride();

/** Prints the one JSON document of a command on stdout. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

/** What happened, with the code that documentation and programs know it by. */
export const errorLine = (name: string, { code, message }: EsgError): string => `${name}: Error (${code}): ${message}`;

/** An error as people read it: what happened, then each finding, then what to do. */
export function describeError(name: string, error: EsgError): string {
  const findings = error.findings.map(({ severity, code, message, hint }) =>
    [`  ${severity} ${code}: ${message}`, ...(hint ? [`    ${hint}`] : [])].join('\n'),
  );
  return [errorLine(name, error), ...findings, ...(error.hint ? [`  ${error.hint}`] : [])].join('\n');
}

/** Commander has told people already; for programs it becomes an error like any other, in one line. */
const asUsageError = (name: string, { code, message }: CommanderError): EsgError =>
  new EsgError(
    // Where a command is missing it prints its help, and has no words for it.
    code === 'commander.help' ? 'the command is missing' : message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' '),
    { code: 'usage', exitCode: ExitCode.usage, hint: `${name} --help explains the options.` },
  );

const asBug = (error: unknown): EsgError =>
  new EsgError(`internal error: ${error instanceof Error ? error.message : String(error)}`, {
    code: 'internal-error',
    exitCode: ExitCode.failed,
    hint: 'This is a bug: please report it, with the stack trace that ESG_RECYCLER_DEBUG=1 prints.',
    cause: error,
  });

/**
 * Runs a command line and settles the exit code. Errors, those of the command line itself too, go to stderr; with
 * `--json` also to stdout as `{"error": {"code", "message", "hint", "exitCode"}}`.
 *
 * @param isJson whether errors are printed as JSON too; an executable whose output is always JSON says so itself
 */
export async function runProgram(
  program: Command,
  argv: readonly string[] = process.argv,
  isJson = argv.includes('--json'),
): Promise<void> {
  endQuietlyWhenReaderLeaves();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      const isRefused = error.exitCode !== 0;
      if (isRefused && isJson) printJson({ error: asUsageError(program.name(), error) });
      process.exitCode = isRefused ? ExitCode.usage : ExitCode.done;
      return;
    }
    const known = error instanceof EsgError ? error : asBug(error);
    if (isJson) printJson({ error: known });
    process.stderr.write(`${describeError(program.name(), known)}\n`);
    if (process.env['ESG_RECYCLER_DEBUG']) console.error(error);
    process.exitCode = known.exitCode;
  }
}

/** `esg-inventory | head` closes the pipe early, which is no error. */
function endQuietlyWhenReaderLeaves(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
