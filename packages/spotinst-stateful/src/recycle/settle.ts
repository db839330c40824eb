import type { LeaseToken } from '@esg-recycler/esg-store';
import { imageOf } from '@esg-recycler/spotinst-client';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { recover, refuseUnlessRecovered } from './recover.ts';
import { failureError, type VerifiedRecycle, reportRecycle } from '../verification/report-recycle.ts';
import { recordAwaitedGate } from '../records/gate-records.ts';
import { withFindings } from '../rules/with-findings.ts';
import { withLease } from '../under-lease/with-lease.ts';
import { confirmMissing } from '../watch/missing.ts';
import { awaitQuietPeriod } from '../watch/quiet-period.ts';
import { applySuspensions } from '../suspensions/suspensions.ts';
import { verifyUnrecorded } from './unrecorded.ts';

export interface SettleOptions extends WaitLimits {
  /** The instance to recycle next. */
  ssi: string;
  /** The image that it should run. Default: the image of its group. */
  target?: string;
  /** Instances that the lease holder has recorded, and that Spot does not list now. */
  missing?: readonly string[];
}

export interface Settled {
  /** Set when an earlier request has recycled this instance. */
  verification?: VerifiedRecycle;
  /** Whether anything was waited for: earlier reads and checks may be out of date. */
  hasWaited: boolean;
}

type UnderLease = SettleOptions & { lease: LeaseToken };

/**
 * Waits for the results of recorded earlier recycles. Returns the verification when one of them recycled this instance.
 * A failed recycle of this instance throws, unless its target is no longer the target.
 */
export async function settleEarlier(context: Context, cluster: Cluster, options: UnderLease): Promise<Settled> {
  const { client, group } = cluster.own;
  const targetNow = async () => options.target ?? imageOf(await client.getGroup(group.id, { signal: context.signal }));
  let verification: VerifiedRecycle | undefined;
  const recovery = await recover(context, cluster, options);
  const { intents, left } = recovery;
  for (const { intent, outcome } of intents) {
    const isOwn = intent.ssi === options.ssi;
    if (isOwn && outcome.is === 'verified') verification = reportRecycle(context, cluster.name, intent, outcome);
    if (outcome.is !== 'failed') continue;
    if (isOwn && outcome.isOver && intent.target === (await targetNow())) {
      throw withFindings(await failureError(cluster, intent, outcome), left);
    }
    context.report(`the earlier recycle of ${intent.ssi} failed: ${outcome.message}`);
  }
  refuseUnlessRecovered(recovery);
  return { ...(verification && { verification }), hasWaited: intents.length > 0 };
}

/** Rules out requests without a record. Returns the verification when one of them recycled this instance. */
async function settleUnrecorded(context: Context, cluster: Cluster, options: UnderLease): Promise<Settled> {
  const quietPeriod = await awaitQuietPeriod(context, cluster, options);
  if (!quietPeriod) return { hasWaited: false };
  const { client, group } = cluster.own;
  const now = await client.getGroup(group.id, { signal: context.signal });
  const target = options.target ?? imageOf(now);
  const verification = verifyUnrecorded(context, cluster, { group: now, target }, quietPeriod, options.ssi);
  if (verification) {
    await recordAwaitedGate(
      context.store,
      { group: group.id, ssi: options.ssi, target: String(target) },
      verification.after,
    );
  }
  return { ...(verification && { verification }), hasWaited: true };
}

/**
 * Waits for the result of every earlier recycle of the cluster, recorded or not, and until missing instances are known to
 * be gone. Call it before the cluster is checked and the instance is drained: checks made before this wait may be out of
 * date after it.
 *
 * @throws EsgError exit code 3 `cluster-unsettled`, `sender-exists`; 4 `lease-held`, `lease-lost`; 130 `stopped`; 1
 * with the code of an earlier failed recycle of this instance, or of what could not be restored
 */
export const settle = (context: Context, cluster: Cluster, options: SettleOptions): Promise<Settled> =>
  withLease(context, cluster, async (lease) => {
    const earlier = await settleEarlier(context, cluster, { ...options, lease });
    let unrecorded: Settled = { hasWaited: false };
    const claimed = await applySuspensions(context, cluster, { ...options, lease }, async () => {
      unrecorded = await settleUnrecorded(context, cluster, { ...options, lease });
    });
    const { missing = [] } = options;
    if (missing.length > 0) await confirmMissing(context, cluster, { ...options, missing, lease });
    const hasWaited = earlier.hasWaited || unrecorded.hasWaited || claimed.hasWaited || missing.length > 0;
    return { ...unrecorded, ...earlier, hasWaited };
  });
