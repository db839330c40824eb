import {
  type Context,
  locateCluster,
  type WaitLimits,
  recover,
  refuseWhileRemaining,
  rootRecordsOf,
  withLease,
} from '@esg-recycler/spotinst-stateful';

/**
 * Puts back what an earlier run changed in a group for the sake of one recycle, and did not live to put back; the end of
 * that recycle is waited for first. Before a plan, for a plan in which nothing is due would never come to it.
 *
 * @throws EsgError `root-not-restored`, exit code 1
 */
export async function restoreRootPersistence(
  context: Context,
  groups: readonly string[],
  limits: WaitLimits,
): Promise<void> {
  const [journal] = (await rootRecordsOf(context.store, groups)).journals;
  if (!journal) return;
  const located = await locateCluster(context, journal.group);
  const { left } = await withLease(context, located, (lease) => recover(context, located, { ...limits, lease }));
  refuseWhileRemaining(left);
}
