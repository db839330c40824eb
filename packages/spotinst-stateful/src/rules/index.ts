import { addressRules } from './address.ts';
import { clusterRules } from './cluster.ts';
import { elsewhereRules } from './elsewhere.ts';
import { groupRules } from './group.ts';
import { ownRules } from './instance.ts';
import { launchRules } from './launch.ts';
import { quorumRules } from './quorum.ts';
import { rootInstanceRules, rootRules } from './root.ts';
import type { GroupRule, InstanceRule } from './rule.ts';
import { actorRules } from './spot-actors.ts';
import { volumeRules } from './volumes.ts';

/** All rules, in the order in which findings are shown. */
export const rules: { group: readonly GroupRule[]; instance: readonly InstanceRule[] } = {
  group: [
    ...elsewhereRules,
    ...groupRules,
    ...rootRules,
    ...actorRules,
    ...addressRules,
    ...volumeRules,
    ...launchRules,
    ...quorumRules,
  ],
  instance: [...ownRules, ...clusterRules, ...rootInstanceRules],
};
