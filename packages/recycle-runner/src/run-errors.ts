import { EsgError, ExitCode } from '@esg-recycler/core';

export const stoppedOnRequest = (message = 'Stopped on request'): EsgError =>
  new EsgError(message, {
    code: 'stopped',
    exitCode: ExitCode.stopped,
    hint: 'Run the same command again to recycle the rest.',
  });
