import { printJson } from '@esg-recycler/core';
import { groupIdsOf, locateCluster } from '../cluster/cluster.ts';
import { liftSuspensions } from '../suspensions/lift-suspensions.ts';
import { endLeaseSession } from '../lease/lease-session.ts';
import { inheritedLease } from './inherited-lease.ts';
import { type GroupArguments, settingsOf } from './arguments.ts';
import { report, withSession } from '../session.ts';

/** Releases the lease in `ESG_RECYCLER_LEASE`, and no other. */
export async function leaseRelease(options: GroupArguments): Promise<void> {
  const token = inheritedLease();
  await withSession(settingsOf(options), async ({ settings: { clusters, timeoutMs }, clients, store }) => {
    const cluster = await locateCluster({ clients, clusters }, options.esg);
    const groups = groupIdsOf(cluster);
    const held = (await store.leases.show(groups)).find(({ number }) => number === token.number);
    if (held) await liftSuspensions({ store, requestTimeoutMs: timeoutMs, report }, cluster, token);
    await endLeaseSession(store, groups, token);
    await store.leases.release(token);
    printJson({ released: held !== undefined, groups });
  });
}
