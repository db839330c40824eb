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
 * Restores the root persistence of a group after an interrupted run, once the recycle of that run has ended. Call it
 * before a plan, because a plan without due instances would never restore it.
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
