import { EsgError, type Finding } from '@esg-recycler/core';
import type { SeenInstance } from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import type { Cluster, Member } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { spotLogs } from '../cluster/spot-logs.ts';

/** The other groups of a cluster are read at every sixth check only: each of them costs a request. */
const checksBetween = 6;

export interface OtherMembers {
  /**
   * Checks every other instance of the cluster, and reports at once each one that leaves ACTIVE on its own.
   *
   * @param own the instances of the group of the recycled instance, as they were just read
   */
  evaluate: (own: readonly StatefulInstance[], signal?: AbortSignal) => Promise<void>;
  /** What was reported, with Spot's log lines about it. */
  findings: () => Promise<Finding[]>;
}

interface Departure {
  member: Member;
  before: SeenInstance;
  after: StatefulInstance;
}

const leftActive = ({ group }: Member, before: SeenInstance, after: StatefulInstance): Finding => ({
  code: 'other-not-active',
  severity: 'warn',
  subject: after.id,
  message: `${after.id} of ${group.id} left ACTIVE on its own: it is ${after.state} now (EC2 instance ${before.instanceId})`,
  hint: 'Nothing else is recycled until it is ACTIVE again and the health check passes.',
});

/** Watches the other instances of a cluster while one of them is recycled. */
export function watchOtherMembers(
  { emit, report }: Pick<Context, 'emit' | 'report'>,
  { name, own, members }: Cluster,
  ssi: string,
): OtherMembers {
  const startedAt = Date.now();
  const active = new Map<string, SeenInstance>();
  const departures: Departure[] = [];
  let checks = 0;

  const compare = (member: Member, instances: readonly StatefulInstance[]): void => {
    for (const after of instances.filter(({ id }) => id !== ssi)) {
      const before = active.get(after.id);
      if (after.state === 'ACTIVE') active.set(after.id, after);
      else if (before) {
        active.delete(after.id);
        departures.push({ member, before, after });
        const { state, instanceId } = after;
        report(leftActive(member, before, after).message);
        emit(
          'recycle_state',
          { cluster: name, esg: member.group.id, ssi: after.id },
          { state, instanceId, by: 'itself' },
        );
      }
    }
  };

  const checkElsewhere = async (signal?: AbortSignal): Promise<void> => {
    const others = members.filter((member) => member !== own);
    await Promise.all(
      others.map(async (member) =>
        compare(member, await member.client.listStatefulInstances(member.group.id, { signal })),
      ),
    );
  };

  return {
    evaluate: async (instances, signal) => {
      compare(own, instances);
      checks += 1;
      if (checks % checksBetween !== 1) return;
      // They are checked again before the next request, so an error here must not end this wait.
      await checkElsewhere(signal).catch((error: unknown) => {
        if (!(error instanceof EsgError)) throw error;
      });
    },
    findings: async () =>
      (
        await Promise.all(
          departures.map(async ({ member, before, after }) => [
            leftActive(member, before, after),
            ...(await spotLogs(member, { ssi: after.id, launches: [before, after], sinceMs: startedAt })),
          ]),
        )
      ).flat(),
  };
}
