import type { Command } from 'commander';
import { commandOf } from './command-name.ts';
import { ExitCode } from './exit-code.ts';

/** The meaning of each exit code that an executable can return, by name. */
export type ExitCodeMeanings = Partial<Record<keyof typeof ExitCode, string>>;

/** The meanings that all executables share; docs/running.md has the same table. */
export const exitCodeMeanings = {
  done: 'done, or nothing to do',
  failed: 'started and failed, or a health check failed after the first recycle',
  usage: 'wrong usage or settings; nothing was changed',
  refused: 'refused by a finding or a health check; nothing was changed',
  leaseHeld: 'another process holds the lease; nothing was changed',
  unreachable: 'Spot (or AWS) is unreachable or refused access; nothing was changed',
  stopped: 'stopped on request, after the instance in progress was finished',
} as const satisfies Required<ExitCodeMeanings>;

/** What a command does, and the command as a user can paste it. */
export type Example = readonly [what: string, command: string];

/** The exit codes as `--help` lists them. */
export const exitCodeHelp = (meanings: ExitCodeMeanings): string =>
  [
    '\nExit codes:',
    ...Object.entries(meanings).map(
      ([name, meaning]) => `  ${String(ExitCode[name as keyof typeof ExitCode]).padEnd(4)} ${meaning}`,
    ),
  ].join('\n');

const exitCodes = new WeakMap<Command, ExitCodeMeanings>();

/** Sets the exit codes that a command and its subcommands can return, where they cannot return all of their program. */
export function setExitCodes(command: Command, meanings: ExitCodeMeanings): Command {
  exitCodes.set(command, meanings);
  return command;
}

/** The exit codes of a command: its own, else those of the command above it. */
export const exitCodesOf = (command: Command): ExitCodeMeanings =>
  exitCodes.get(command) ?? (command.parent === null ? exitCodeMeanings : exitCodesOf(command.parent));

const rootOf = (command: Command): Command => (command.parent === null ? command : rootOf(command.parent));

/** The command as the user can paste it here: see `commandOf`. */
const commandLine = (line: string, name: string): string =>
  line.startsWith(`${name} `) ? commandOf(name) + line.slice(name.length) : line;

/** Adds examples to the help of a command, below its options. Their first word is the name of the executable. */
export function addExamples(command: Command, examples: readonly Example[]): Command {
  if (examples.length === 0) return command;
  return command.addHelpText('after', () => {
    const name = rootOf(command).name();
    return `\nExamples:\n${examples.map(([what, line]) => `  # ${what}\n  ${commandLine(line, name)}`).join('\n\n')}`;
  });
}
