import { persistenceOf } from '@esg-recycler/spotinst-client';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { proveRecycle } from '../proof/evidence.ts';
import type { ClusterSnapshot } from '../rules/rule.ts';
import type { Stillness } from '../watch/stillness.ts';
import { type RecycleProof, tellProof } from '../proof/tell-recycle.ts';

/**
 * What became of one instance while its cluster was watched, for want of a clean end on record: a proof when it was
 * recycled meanwhile, by a request that nobody has on record any more.
 */
export function proveUnrecorded(
  context: Context,
  { name }: Cluster,
  { group, target }: Pick<ClusterSnapshot, 'group' | 'target'>,
  { before, after }: Stillness,
  ssi: string,
): RecycleProof | undefined {
  const [was, is] = [before, after].map((instances) => instances.find(({ id }) => id === ssi));
  if (!was || !is || was.instanceId === is.instanceId || target === null) return undefined;
  const proof = proveRecycle(was, is, { target, persistence: persistenceOf(group) });
  if (proof.proved) return tellProof(context, name, { ...was, group: group.id, ssi }, { after: is, ...proof });
  for (const { message } of proof.findings) context.report(message);
  return undefined;
}
