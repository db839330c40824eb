import { EsgError, type Finding } from '@esg-recycler/core';
import type { SeenInstance } from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import type { Cluster, Member } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { spotLogs } from '../cluster/spot-logs.ts';

/** The other groups of a cluster are read at every sixth look only: each costs a request of its own. */
const checksBetween = 6;

export interface OtherMembers {
  /**
   * Looks at every other instance of the cluster, and tells at once which of them left ACTIVE by itself.
   *
   * @param own the group of the instance that is waited for, as it was just read
   */
  evaluate: (own: readonly StatefulInstance[], signal?: AbortSignal) => Promise<void>;
  /** What was told, with the log lines of Spot about it. */
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
  message: `${after.id} of ${group.id} left ACTIVE by itself: it is ${after.state}, and was ${before.instanceId}`,
  hint: 'Nothing more is requested until it is ACTIVE again and has been looked at.',
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
      // They are looked at once more before the next request; what is waited for must not suffer from it.
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
