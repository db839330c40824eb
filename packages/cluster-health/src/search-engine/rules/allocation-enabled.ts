import { EsgError } from '@esg-recycler/core';
import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { effective, enableSetting, preparedValue, savedIn } from '../allocation.ts';
import type { Dialect } from '../dialect.ts';
import { setByHand, unlessAtWork } from '../by-hand.ts';
import type { SearchCluster } from '../snapshot.ts';
import { onCluster, type SearchRule } from './rule.ts';

const reset = { persistent: { [enableSetting]: null }, transient: { [enableSetting]: null } };

function leftover(
  { settings, origin }: SearchCluster,
  { phase, node }: HealthQuestion,
  { name: kind }: Dialect,
): Pick<RuleVerdict, 'message' | 'hint'> | undefined {
  const value = effective(settings);
  try {
    const saved = savedIn(settings);
    // What the role has prepared for this very node; it puts back what a dead run left before it looks for the first time.
    if (phase === 'before' && saved?.node === node && value === preparedValue) return undefined;
    if (saved !== undefined) {
      return {
        message: `${enableSetting} is ${value}, and what was there before ${saved.node} was prepared at ${saved.at} is not restored`,
        hint: `Run ansible/playbooks/restore.yml, or cluster-health ${kind} restore: it puts back what was there.`,
      };
    }
  } catch (error) {
    if (error instanceof EsgError) return { message: error.message, hint: error.hint };
    throw error;
  }
  if (value === 'all') return undefined;
  return {
    message: `${enableSetting} is ${value}: replicas cannot come back`,
    hint: `${unlessAtWork} ${setByHand(origin, reset)}`,
  };
}

export const allocationEnabled: SearchRule = {
  id: 'E7',
  code: 'allocation-enabled',
  requires: `Shards may be allocated: ${enableSetting} is all, and nothing is left to restore but what was prepared for the node itself.`,
  source: 'https://github.com/opensearch-project/opensearch-k8s-operator/issues/400: allocation left off by a dead run',
  judge: onCluster(({ cluster, snapshot, question }) => {
    const found = leftover(cluster, question, snapshot.dialect);
    return found === undefined ? [] : [{ subject: 'cluster', ...found, isLasting: true }];
  }),
};
