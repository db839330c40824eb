import { EsgError, ExitCode } from '@esg-recycler/core';

/** The code of {@link requestWithheld}. */
export const withheld = 'request-withheld';

/** The refusal of a new recycle by a caller that may only complete an earlier one. */
export const requestWithheld = (ssi: string): EsgError =>
  new EsgError(`${ssi} needs a new recycle: no earlier recycle has brought it onto the target`, {
    code: 'request-withheld',
    exitCode: ExitCode.refused,
    hint: 'Run the same command again: it recycles the instance once holds, the window, vetoes and approvals allow it.',
  });
