import { clusterRules } from './cluster.ts';
import { groupRules } from './group.ts';
import { ownRules } from './instance.ts';
import type { GroupRule, InstanceRule } from './rule.ts';

/** Every rule there is, in the order in which findings are shown. */
export const rules: { group: readonly GroupRule[]; instance: readonly InstanceRule[] } = {
  group: groupRules,
  instance: [...ownRules, ...clusterRules],
};
