import { type GroupSource, needsStatus } from '@esg-recycler/esg-inventory';
import { type Group, imageOf, isStateful, persistenceOf, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { type AwaitedGate, awaitsGate, isDue, type RootRecords } from '@esg-recycler/spotinst-stateful';
import type { Candidate } from './plan.ts';
import type { RollCluster } from './roll-cluster.ts';

/** An instance as Spot told it just now, and its group. */
export interface Seen {
  group: Group;
  instance: StatefulInstance;
}

/** One reading of the chosen groups. */
export interface Look {
  candidates: Candidate[];
  /** By the id of the stateful instance. */
  seen: ReadonlyMap<string, Seen>;
}

export interface LookOptions {
  /** Milliseconds since the epoch; see {@link isDue}. */
  since?: number;
  /** Instances whose recycle is on record as requested and not as ended. */
  underWay: ReadonlySet<string>;
  /** Recycles after which no gate is on record as passed. */
  gates: readonly AwaitedGate[];
  /** Given where root volumes are to be given up: what is on record about them. */
  roots?: RootRecords;
  /** As in the settings: the inventory will want it too. */
  wantStatus: boolean;
}

/**
 * Reads every group of the cluster through the source, so that the inventory of the next Ansible run finds all of it,
 * and tells what concerns the chosen ones.
 */
export async function lookAt(
  source: GroupSource,
  { groups, chosen }: RollCluster,
  { since, underWay, gates, wantStatus, roots }: LookOptions,
): Promise<Look> {
  const fresh = await source.groupsById(groups.map(({ group }) => group.id));
  const readings = await Promise.all(
    fresh
      .filter(({ group }) => isStateful(group))
      .map(async (of) => {
        const instances = await source.instances(of);
        const status = needsStatus(instances, wantStatus) ? await source.status(of) : [];
        return { of, instances, status };
      }),
  );
  const chosenIds = new Set(chosen.map(({ group }) => group.id));
  const seen = new Map<string, Seen>();
  const candidates = readings
    .filter(({ of }) => chosenIds.has(of.group.id))
    .flatMap(({ of, instances, status }) =>
      instances.map((instance): Candidate => {
        seen.set(instance.id, { group: of.group, instance });
        const target = imageOf(of.group);
        const replaceRoot = persistenceOf(of.group).rootDevice ? roots?.replacements : undefined;
        const due = isDue(instance, { target, since, replaceRoot });
        const current = status.find(({ instanceId }) => instanceId !== null && instanceId === instance.instanceId);
        return {
          ssi: instance.id,
          group: of.group.id,
          groupName: of.group.name,
          address: instance.privateIp ?? current?.privateIp ?? null,
          state: instance.state,
          image: instance.imageId,
          target,
          launchedAt: instance.launchedAt,
          due,
          isUnderWay: underWay.has(instance.id),
          awaitsGate: awaitsGate(instance, gates),
        };
      }),
    );
  return { candidates, seen };
}
