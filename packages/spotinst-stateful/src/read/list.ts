import { imageOf, persistenceOf, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { locateCluster } from '../cluster/cluster.ts';
import type { ReadContext } from '../context.ts';
import { isDue } from './due.ts';

/** The instances of a group as Spot lists them now. */
export interface InstanceList {
  esg: string;
  name: string;
  cluster: string;
  target: string | null;
  /** Due by image; null with persisted root volumes: Spot registers a new image of them at each pause. */
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
