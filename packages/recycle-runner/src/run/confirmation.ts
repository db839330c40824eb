import { countOf, EsgError, ExitCode } from '@esg-recycler/core';

/**
 * How a run is confirmed: `yes`: by `--yes`; `ask`: by the user at the terminal; `missing`: not at all, so only the plan
 * is shown.
 */
export type Confirmation = 'yes' | 'ask' | 'missing';

/** The question goes to stderr and the answer comes from stdin, so both must be the terminal. */
export const confirmationOf = (
  yes: boolean | undefined,
  { stdin, stderr }: { stdin: { isTTY?: boolean }; stderr: { isTTY?: boolean } } = process,
): Confirmation => {
  if (yes === true) return 'yes';
  return stdin.isTTY === true && stderr.isTTY === true ? 'ask' : 'missing';
};

/**
 * Without `--yes` and without a terminal.
 *
 * @param due how many instances to recycle; 0 when only the image of the group changes
 */
export const confirmationMissing = (due: number, cluster: string): EsgError =>
  new EsgError(
    `${due === 0 ? `The image of ${cluster} to change` : `${countOf(due, 'instance')} of ${cluster} to recycle`}, but --yes is missing, and stdin or stderr is not a terminal. Nothing was changed`,
    {
      code: 'confirmation-missing',
      exitCode: ExitCode.usage,
      hint: 'Add --yes to carry out the plan, or run the same command on a terminal to be asked.',
    },
  );
