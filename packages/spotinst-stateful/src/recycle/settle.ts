import type { LeaseToken } from '@esg-recycler/esg-store';
import { imageOf } from '@esg-recycler/spotinst-client';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { recover, refuseUnlessRecovered } from '../intents/recover.ts';
import { failureError, type VerifiedRecycle, reportRecycle } from '../verification/report-recycle.ts';
import { awaitGate } from '../records/gate-records.ts';
import { withFindings } from '../rules/with-findings.ts';
import { withLease } from '../under-lease/with-lease.ts';
import { confirmMissing } from '../watch/missing.ts';
import { awaitQuietPeriod } from '../watch/quiet-period.ts';
import { verifyUnrecorded } from './unrecorded.ts';

export interface SettleOptions extends WaitLimits {
  /** The instance that is to be recycled next. */
  ssi: string;
  /** The image that it is to run; default: the one that its group names. */
  target?: string;
  /** Instances that the holder of the lease knows, and that Spot did not list just now. */
  missing?: readonly string[];
}

export interface Settled {
  /** Given when this very instance was recycled by an earlier request. */
  verification?: VerifiedRecycle;
  /** Whether anything was waited for: whatever was read or checked before may be out of date. */
  hasWaited: boolean;
}

type UnderLease = SettleOptions & { lease: LeaseToken };

/**
 * Waits for what earlier processes left open; gives the proof when they recycled this very instance. One that failed
 * stands against going on, unless it was meant for a target that has been given up since.
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

/** Rules out requests that are not on record; gives the proof when one of them recycled this very instance. */
async function settleUnrecorded(context: Context, cluster: Cluster, options: UnderLease): Promise<Settled> {
  const quietPeriod = await awaitQuietPeriod(context, cluster, options);
  if (!quietPeriod) return { hasWaited: false };
  const { client, group } = cluster.own;
  const now = await client.getGroup(group.id, { signal: context.signal });
  const target = options.target ?? imageOf(now);
  const verification = verifyUnrecorded(context, cluster, { group: now, target }, quietPeriod, options.ssi);
  if (verification) {
    await awaitGate(context.store, { group: group.id, ssi: options.ssi, target: String(target) }, verification.after);
  }
  return { ...(verification && { verification }), hasWaited: true };
}

/**
 * Waits for the end of every recycle of the cluster that an earlier process requested, on record or not, and until it is
 * certain that what is missing is gone. For whoever is about to check the cluster and to drain the instance: what is
 * checked before that wait may be out of date after it.
 *
 * @throws EsgError exit code 3 `cluster-unsettled`, `sender-exists`; 4 `lease-held`, `lease-lost`; 130 `stopped`; 1 by
 * the code of an earlier recycle of this very instance that failed, or of what could not be put back
 */
export const settle = (context: Context, cluster: Cluster, options: SettleOptions): Promise<Settled> =>
  withLease(context, cluster, async (lease) => {
    const earlier = await settleEarlier(context, cluster, { ...options, lease });
    const unrecorded = await settleUnrecorded(context, cluster, { ...options, lease });
    const { missing = [] } = options;
    if (missing.length > 0) await confirmMissing(context, cluster, { ...options, missing, lease });
    const hasWaited = earlier.hasWaited || unrecorded.hasWaited || missing.length > 0;
    return { ...unrecorded, ...earlier, hasWaited };
  });
