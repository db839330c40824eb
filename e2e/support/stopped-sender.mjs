// Recycles an instance as the executable does, and stops itself (SIGSTOP) between the last check and the wire.
import { resolveSettings } from '@esg-recycler/core';
import { openStore } from '@esg-recycler/esg-store';
import { createLimiter, createSpotClient } from '@esg-recycler/spotinst-client';
import { monotonicClock, recycle } from '@esg-recycler/spotinst-stateful';

const [esg, ssi] = process.argv.slice(2);
const { apiUrl, token, accounts, clusters, timeoutMs, stateDir, cacheDir } = resolveSettings({});
const store = await openStore({ stateDir, cacheDir });
const client = createSpotClient({ apiUrl, token, accountId: accounts[0], timeoutMs, limiter: createLimiter() });

/** @type {typeof client.recycleStatefulInstance} */
const recycleStatefulInstance = (group, id, { beforeSend, ...options } = {}) =>
  client.recycleStatefulInstance(group, id, {
    ...options,
    async beforeSend() {
      await beforeSend?.();
      process.kill(process.pid, 'SIGSTOP');
    },
  });

const context = {
  clients: [{ ...client, recycleStatefulInstance }],
  clusters,
  store,
  apiUrl,
  requestTimeoutMs: timeoutMs,
  leaseToken: process.env['ESG_RECYCLER_LEASE'],
  emit: () => {},
  report: () => {},
  clock: monotonicClock,
};
try {
  await recycle(context, { esg, ssi, pollIntervalMs: 20, timeoutMs: 20_000 });
} finally {
  await store.close();
}
