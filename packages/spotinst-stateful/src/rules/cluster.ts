import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { awaitsGate } from '../records/gate-records.ts';
import { isDown, isUnderWay, requestNote, resumeHint } from './not-active.ts';
import type { GroupRead, InstanceRule } from './rule.ts';

const otherNotActive: InstanceRule = {
  code: 'other-not-active',
  severity: 'block',
  source: 'at most one instance of a cluster is unavailable at any time',
  judge(instance, { cluster, members, intents }) {
    const others = members.flatMap(({ group, instances }) => instances.map((other) => ({ group, other })));
    return others
      .filter(({ other }) => other.id !== instance.id && other.state !== 'ACTIVE')
      .map(({ group, other }) => ({
        subject: other.id,
        severity: isUnderWay(other, intents) ? 'warn' : 'block',
        message: `${other.id} of ${group.id} is ${other.state}${requestNote(other, intents)}: another recycle would take down a second instance of cluster ${cluster}`,
        hint: resumeHint(group.id, other, intents),
      }));
  },
};

const replacedHint =
  "If Spot's log lines show a spot interruption, run the same command again: it continues with the instances that still need a recycle. Otherwise find out what replaces instances before you continue.";

const otherReplaced: InstanceRule = {
  code: 'other-replaced',
  severity: 'block',
  source: 'the roll stops when another instance leaves ACTIVE on its own',
  judge(instance, { members, intents, recorded = [] }) {
    const others = members.flatMap(({ group, instances }) => instances.map((other) => ({ group, other })));
    return others.flatMap(({ group, other }) => {
      const before = recorded.find(({ id, state }) => id === other.id && state === 'ACTIVE');
      const isOurs = other.id === instance.id || intents.some(({ ssi }) => ssi === other.id);
      if (isOurs || !before || other.state !== 'ACTIVE' || other.instanceId === before.instanceId) return [];
      const message = `${other.id} of ${group.id} was replaced during this roll, but not by it: ${before.instanceId} is now ${other.instanceId}`;
      return [{ subject: other.id, message, hint: replacedHint }];
    });
  },
};

const otherMissing: InstanceRule = {
  code: 'other-missing',
  severity: 'block',
  source: "an instance that is missing from Spot's list may be down, and a count of the list does not include it",
  judge(instance, { cluster, members, recorded = [] }) {
    const listed = new Set(members.flatMap(({ instances }) => instances.map(({ id }) => id)));
    return recorded
      .filter(({ id }) => id !== instance.id && !listed.has(id))
      .map(({ id, instanceId }) => ({
        subject: id,
        message: `${id} (${instanceId}) of cluster ${cluster} is missing: Spot listed it when this roll began, and does not list it now`,
        hint: 'Check in the Spot console whether it was removed, then run the same command again: an instance that stays unlisted counts as removed.',
      }));
  },
};

const instancesOf = (members: readonly GroupRead[], ssi: string): StatefulInstance[] =>
  members.flatMap(({ instances }) => instances.filter(({ id }) => id === ssi));

const recyclePending: InstanceRule = {
  code: 'recycle-pending',
  severity: 'warn',
  source: "Spot's list can lag behind a request that Spot accepted",
  // An instance that is down has a finding that blocks, and that names the request too.
  judge: (instance, { intents, members }) =>
    intents
      .filter(({ ssi }) => !(ssi === instance.id ? [instance] : instancesOf(members, ssi)).some(isDown))
      .map(({ ssi, requestedAt }) => ({
        subject: ssi,
        message: `a recycle of ${ssi} was requested at ${requestedAt}, and its result is not recorded`,
        hint: 'Nothing to do: the next run waits for its result before it requests anything else.',
      })),
};

const gateAwaited: InstanceRule = {
  code: 'gate-awaited',
  severity: 'warn',
  source: 'one passed check does not show that the cluster stays healthy after a recycle',
  judge: (instance, { members, gates = [] }) =>
    members
      .flatMap(({ instances }) => instances)
      .filter((other) => other.id !== instance.id && awaitsGate(other, gates))
      .map(({ id }) => ({
        subject: id,
        message: `${id} was recycled, and the health check after its recycle has not passed yet`,
        hint: 'Nothing to do: before the next recycle, the health check must pass as many times in a row as after a recycle.',
      })),
};

export const clusterRules: readonly InstanceRule[] = [
  otherNotActive,
  otherMissing,
  otherReplaced,
  recyclePending,
  gateAwaited,
];
