import { ExitCode, formatDuration } from '@esg-recycler/core';
import { SpotError } from './spot-error.ts';

/** The error of a request that would wait for Spot's rate limit for too long. */
export const rateLimited = (route: string, { waitMs, maxWaitMs }: { waitMs: number; maxWaitMs: number }): SpotError =>
  new SpotError(
    `${route}: Spot's rate limit blocks requests for another ${formatDuration(waitMs)}; the maximum wait is ${formatDuration(maxWaitMs)}`,
    {
      code: 'spot-rate-limited',
      exitCode: ExitCode.unreachable,
      outcome: 'not-sent',
      transient: true,
      hint: 'Find what else uses the limit (all tools and users of the organization share it), or ask Spot to raise it.',
    },
  );
