import { awaitsGate } from '../records/gate-records.ts';
import { isUnderWay, resumeHint } from './not-active.ts';
import type { InstanceRule } from './rule.ts';

const otherNotActive: InstanceRule = {
  code: 'other-not-active',
  severity: 'block',
  source: 'at most one instance of a cluster is ever out',
  judge(instance, { cluster, members, intents }) {
    const others = members.flatMap(({ group, instances }) => instances.map((other) => ({ group, other })));
    return others
      .filter(({ other }) => other.id !== instance.id && other.state !== 'ACTIVE')
      .map(({ group, other }) => ({
        subject: other.id,
        severity: isUnderWay(other, intents) ? 'warn' : 'block',
        message: `${other.id} of ${group.id} is ${other.state}: a second instance of cluster ${cluster} would be out`,
        hint: resumeHint(group.id, other, intents),
      }));
  },
};

const replacedHint =
  "After a spot interruption (see Spot's log lines), run the same command again: it goes on with what is still due. Otherwise find out first what replaces instances.";

const otherReplaced: InstanceRule = {
  code: 'other-replaced',
  severity: 'block',
  source: 'another instance that leaves ACTIVE by itself stops the roll',
  judge(instance, { members, intents, known = [] }) {
    const others = members.flatMap(({ group, instances }) => instances.map((other) => ({ group, other })));
    return others.flatMap(({ group, other }) => {
      const before = known.find(({ id, state }) => id === other.id && state === 'ACTIVE');
      const isOurs = other.id === instance.id || intents.some(({ ssi }) => ssi === other.id);
      if (isOurs || !before || other.state !== 'ACTIVE' || other.instanceId === before.instanceId) return [];
      const message = `${other.id} of ${group.id} was replaced since this roll began, and not by it: ${before.instanceId} is now ${other.instanceId}`;
      return [{ subject: other.id, message, hint: replacedHint }];
    });
  },
};

const otherMissing: InstanceRule = {
  code: 'other-missing',
  severity: 'block',
  source: "an instance that Spot's list leaves out once may be out, and is not counted by whoever counts the list",
  judge(instance, { cluster, members, known = [] }) {
    const listed = new Set(members.flatMap(({ instances }) => instances.map(({ id }) => id)));
    return known
      .filter(({ id }) => id !== instance.id && !listed.has(id))
      .map(({ id, instanceId }) => ({
        subject: id,
        message: `${id} (${instanceId}) of cluster ${cluster} was listed when this roll began, and Spot does not list it now`,
        hint: 'See in the Spot console whether it was removed. Run the same command again: an instance that stays left out is taken for removed.',
      }));
  },
};

const recyclePending: InstanceRule = {
  code: 'recycle-pending',
  severity: 'warn',
  source: "Spot's list may lag behind a request that it accepted",
  judge: (_instance, { intents }) =>
    intents.map(({ ssi, requestedAt }) => ({
      subject: ssi,
      message: `a recycle of ${ssi} was requested at ${requestedAt} and its end is not on record`,
      hint: 'It is looked into before anything else is requested.',
    })),
};

const gateAwaited: InstanceRule = {
  code: 'gate-awaited',
  severity: 'warn',
  source: 'until the cluster was seen well for a time after a recycle, nothing says that it stays so',
  judge: (instance, { members, gates = [] }) =>
    members
      .flatMap(({ instances }) => instances)
      .filter((other) => other.id !== instance.id && awaitsGate(other, gates))
      .map(({ id }) => ({
        subject: id,
        message: `${id} was recycled, and no gate was passed since`,
        hint: 'Before another instance leaves, the cluster is looked at as often as after a recycle.',
      })),
};

export const clusterRules: readonly InstanceRule[] = [
  otherNotActive,
  otherMissing,
  otherReplaced,
  recyclePending,
  gateAwaited,
];
