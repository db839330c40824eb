import { EsgError, ExitCode } from '@esg-recycler/core';

/**
 * How a run gets its go-ahead: `yes` was given on the command line; `ask`: a person at the terminal is asked; `missing`:
 * neither, and the plan is all there is.
 */
export type Confirmation = 'yes' | 'ask' | 'missing';

/** The question goes to stderr and its answer comes from stdin: both must be the terminal. */
export const confirmationOf = (
  yes: boolean | undefined,
  { stdin, stderr }: { stdin: { isTTY?: boolean }; stderr: { isTTY?: boolean } } = process,
): Confirmation => {
  if (yes === true) return 'yes';
  return stdin.isTTY === true && stderr.isTTY === true ? 'ask' : 'missing';
};

/** Nobody said yes, and nobody can be asked. */
export const confirmationMissing = (due: number, cluster: string): EsgError =>
  new EsgError(
    `Nothing was recycled: ${due} of the instances of ${cluster} are due, --yes is missing, and nobody can be asked (stdin or stderr is no terminal)`,
    {
      code: 'confirmation-missing',
      exitCode: ExitCode.usage,
      hint: 'Add --yes to carry out the plan, or run the same on a terminal to be asked.',
    },
  );
