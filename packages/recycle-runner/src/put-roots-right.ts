import {
  type Context,
  locateCluster,
  type Patience,
  recover,
  refuseWhileLeft,
  rootRecordsOf,
  withLease,
} from '@esg-recycler/spotinst-stateful';
import type { OpenCluster } from './open-cluster.ts';
import { statefulContext } from './stateful-context.ts';

/**
 * Puts back what an earlier run changed in a group for the sake of one recycle, and did not live to put back; the end of
 * that recycle is waited for first. Before a plan, for a plan in which nothing is due would never come to it.
 *
 * @throws EsgError `root-not-restored`, exit code 1
 */
export async function putRootsRight(
  { settings, clients, cluster, store }: OpenCluster,
  patience: Patience,
  { leaseToken, signal }: Required<Pick<Context, 'leaseToken' | 'signal'>>,
): Promise<void> {
  const groups = cluster.groups.map(({ group }) => group.id);
  const [journal] = (await rootRecordsOf(store, groups)).journals;
  if (!journal) return;
  const context = statefulContext(settings, { clients, store, leaseToken, signal });
  const located = await locateCluster(context, journal.group);
  const { left } = await withLease(context, located, (lease) => recover(context, located, { ...patience, lease }));
  refuseWhileLeft(left);
}
