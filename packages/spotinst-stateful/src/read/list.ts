import { imageOf, persistenceOf, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { locateCluster } from '../cluster/cluster.ts';
import type { ReadContext } from '../context.ts';
import { isDue } from './due.ts';

/** What is there, by nothing but what Spot tells now. */
export interface InstanceList {
  esg: string;
  name: string;
  cluster: string;
  target: string | null;
  /** Due by image; null where it does not tell: at each pause Spot makes an image of a root volume that is persisted. */
  instances: (StatefulInstance & { due: boolean | null })[];
}

/** @throws EsgError `group-unknown`, `group-ambiguous`, exit code 2 */
export async function listInstances(context: ReadContext, esg: string): Promise<InstanceList> {
  const { name: cluster, own } = await locateCluster(context, esg);
  const { id, name } = own.group;
  const [group, instances] = await Promise.all([own.client.getGroup(id), own.client.listStatefulInstances(id)]);
  const target = imageOf(group);
  const isKnown = !persistenceOf(group).rootDevice;
  return {
    esg: id,
    name,
    cluster,
    target,
    instances: instances.map((instance) => ({ ...instance, due: isKnown ? isDue(instance, { target }) : null })),
  };
}
