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
        hint: resumeHint(group.id, other),
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

export const clusterRules: readonly InstanceRule[] = [otherNotActive, recyclePending];
