import type { Command } from 'commander';
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

/** Adds examples to the help of a command, below its options. */
export function addExamples(command: Command, examples: readonly Example[]): Command {
  if (examples.length === 0) return command;
  const text = examples.map(([what, line]) => `  # ${what}\n  ${line}`).join('\n\n');
  return command.addHelpText('after', `\nExamples:\n${text}`);
}
