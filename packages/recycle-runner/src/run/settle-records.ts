import {
  type Context,
  imageJournalsOf,
  locateCluster,
  openIntentsOf,
  type WaitLimits,
  recover,
  refuseWhileRemaining,
  rootRecordsOf,
  withLease,
} from '@esg-recycler/spotinst-stateful';

/**
 * Finds out the result of an interrupted change of an image, and restores the root persistence of a group, once the
 * recycle of that run has ended. Call it before a plan: a plan without due instances would never do it.
 *
 * @param options.withIntents whether recycles in progress are waited for even if nothing else is open: a rollback moves
 * the target of their instances
 * @throws EsgError exit code 1 `root-not-restored`, `sender-exists`
 */
export async function settleRecords(
  context: Context,
  groups: readonly string[],
  { withIntents, ...limits }: WaitLimits & { withIntents: boolean },
): Promise<void> {
  const { store } = context;
  const [root] = (await rootRecordsOf(store, groups)).journals;
  const [image] = await imageJournalsOf(store, groups);
  const [intent] = withIntents ? await openIntentsOf(store, groups) : [];
  const open = root ?? image ?? intent;
  if (!open) return;
  if (intent) context.report(`${intent.ssi}: waiting for the recycle that was requested at ${intent.requestedAt}`);
  const located = await locateCluster(context, open.group);
  const { left } = await withLease(context, located, (lease) => recover(context, located, { ...limits, lease }));
  refuseWhileRemaining(left);
}
