import type { Settings } from '@esg-recycler/core';
import type { Store } from '@esg-recycler/esg-store';
import type { SpotClient } from '@esg-recycler/spotinst-client';
import { type Context, monotonicClock } from '@esg-recycler/spotinst-stateful';

/** What touching an instance needs, told on stderr; events are those of a run's own instances only. */
export const statefulContext = (
  { clusters, apiUrl, timeoutMs: requestTimeoutMs }: Settings,
  rest: { clients: readonly SpotClient[]; store: Store } & Pick<Context, 'leaseToken' | 'signal'>,
): Context => ({
  clusters,
  apiUrl,
  requestTimeoutMs,
  emit: () => {},
  report: (line) => process.stderr.write(`${line}\n`),
  clock: monotonicClock,
  ...rest,
});
