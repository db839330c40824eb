import { EsgError, ExitCode } from '@esg-recycler/core';

export const stoppedOnRequest = (): EsgError =>
  new EsgError('Stopped on request', {
    code: 'stopped',
    exitCode: ExitCode.stopped,
    hint: 'Run the same command again to recycle the rest.',
  });
