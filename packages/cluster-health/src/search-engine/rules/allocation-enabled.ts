import { EsgError } from '@esg-recycler/core';
import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { effective, enableSetting, preparedValue, savedIn } from '../allocation.ts';
import type { Dialect } from '../dialect.ts';
import { setByHand, unlessInUse } from '../by-hand.ts';
import type { SearchCluster } from '../snapshot.ts';
import { onCluster, type SearchRule } from './rule.ts';

const reset = { persistent: { [enableSetting]: null }, transient: { [enableSetting]: null } };

function findRestriction(
  { settings, origin }: SearchCluster,
  { phase, node }: HealthQuestion,
  { name: kind }: Dialect,
): Pick<RuleVerdict, 'message' | 'hint'> | undefined {
  const value = effective(settings);
  try {
    const saved = savedIn(settings);
    // Prepared for this node by the role, which restores what an interrupted run left before its first health check.
    if (phase === 'before' && saved?.node === node && value === preparedValue) return undefined;
    if (saved !== undefined) {
      return {
        message: `${enableSetting} is ${value}, and its value from before the recycle of ${saved.node} (saved at ${saved.at}) is not restored`,
        hint: `Restore it: run ansible/playbooks/restore.yml, or cluster-health ${kind} restore.`,
      };
    }
  } catch (error) {
    if (error instanceof EsgError) return { message: error.message, hint: error.hint };
    throw error;
  }
  if (value === 'all') return undefined;
  return {
    message: `${enableSetting} is ${value}: replicas cannot be allocated`,
    hint: `${unlessInUse} ${setByHand(origin, reset)}`,
  };
}

export const allocationEnabled: SearchRule = {
  id: 'E7',
  code: 'allocation-enabled',
  requires: `\`${enableSetting}\` is \`all\`, and no saved value remains to be restored, except the one saved for the leaving node.`,
  why: 'If an interrupted run leaves allocation at `primaries` or `none`, replicas never come back and the status never turns green.',
  onFailure:
    'Restore what `prepare` saved: run `ansible/playbooks/restore.yml` or `cluster-health KIND restore`. If somebody else changed the setting, reset it with the command in the hint.',
  source: 'opensearch-k8s-operator#400: https://github.com/opensearch-project/opensearch-k8s-operator/issues/400',
  judge: onCluster(({ cluster, snapshot, question }) => {
    const found = findRestriction(cluster, question, snapshot.dialect);
    return found === undefined ? [] : [{ subject: 'cluster', ...found, isLasting: true }];
  }),
};
