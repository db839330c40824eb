import { printJson } from '@esg-recycler/core';
import { groupIdsOf, locateCluster } from '../cluster/cluster.ts';
import { type GroupArguments, settingsOf } from './arguments.ts';
import { withSession } from '../session.ts';

/** Prints the leases on groups of the cluster; `isGood` is false when a lease has expired or its owner has ended. */
export async function leaseShow(options: GroupArguments): Promise<void> {
  await withSession(settingsOf(options), async ({ settings: { clusters }, clients, store }) => {
    const cluster = await locateCluster({ clients, clusters }, options.esg);
    printJson({
      cluster: cluster.name,
      groups: groupIdsOf(cluster),
      leases: await store.leases.show(groupIdsOf(cluster)),
    });
  });
}
