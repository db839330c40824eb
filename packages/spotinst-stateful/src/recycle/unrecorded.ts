import { persistenceOf } from '@esg-recycler/spotinst-client';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { verifyRecycle } from '../verification/evidence.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';
import type { QuietPeriod } from '../watch/quiet-period.ts';
import { type VerifiedRecycle, reportRecycle } from '../verification/report-recycle.ts';

/**
 * Compares one instance before and after the quiet period. Returns a verification when it was recycled meanwhile, by a
 * request without a record.
 */
export function verifyUnrecorded(
  context: Context,
  { name }: Cluster,
  { group, target }: Pick<ClusterSnapshot, 'group' | 'target'>,
  { before, after }: QuietPeriod,
  ssi: string,
): VerifiedRecycle | undefined {
  const [was, is] = [before, after].map((instances) => instances.find(({ id }) => id === ssi));
  if (!was || !is || was.instanceId === is.instanceId || target === null) return undefined;
  const verification = verifyRecycle(was, is, { target, persistence: persistenceOf(group) });
  if (verification.verified)
    return reportRecycle(context, name, { ...was, group: group.id, ssi }, { after: is, ...verification });
  for (const { message } of verification.findings) context.report(message);
  return undefined;
}
