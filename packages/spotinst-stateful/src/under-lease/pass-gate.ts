import { locateCluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { awaitedGatesOf, closeGate } from '../records/gate-records.ts';
import { withLease } from './with-lease.ts';

export interface PassResult {
  esg: string;
  ssi: string;
  cluster: string;
  /** Whether a health check was still recorded as pending. */
  awaited: boolean;
}

/**
 * Records that the health check after the recycle of an instance has passed. Until then every roll checks the instance
 * again, although it runs the target.
 *
 * @throws EsgError `group-unknown`, `group-ambiguous`, exit code 2; `lease-held`, `lease-lost`, exit code 4
 */
export async function passGate(context: Context, { esg, ssi }: { esg: string; ssi: string }): Promise<PassResult> {
  const cluster = await locateCluster(context, esg);
  const group = cluster.own.group.id;
  return withLease(context, cluster, async () => {
    const awaited = (await awaitedGatesOf(context.store, [group])).some((gate) => gate.ssi === ssi);
    if (awaited) await closeGate(context.store, ssi);
    return { esg: group, ssi, cluster: cluster.name, awaited };
  });
}
