import type { RuleVerdict } from '../../kind/rule.ts';
import { byHand, unlessAtWork } from '../by-hand.ts';
import { memberAt } from '../snapshot.ts';
import { type Known, onCluster, type SearchRule } from './rule.ts';

/** Gives the votes back, some seconds later, whether the nodes are still there or not. */
export const endExclusions = (origin: string): string =>
  byHand(origin, 'DELETE', '/_cluster/voting_config_exclusions?wait_for_removal=false');

/** Only of members that stay: a node that left needs no vote, and the one that leaves may have lost it for that. */
function exclusionsOf({ cluster, snapshot, question }: Known): RuleVerdict[] {
  const own = memberAt(snapshot, cluster, question.node)?.id;
  return cluster.votingExclusions.map(({ id, name }): RuleVerdict => {
    const isHarmless = question.phase === 'after' || id === own || !cluster.members.some((member) => member.id === id);
    return {
      subject: name || id,
      message: `${name || id} is excluded from voting; votes are left to ${cluster.voters.length} of ${cluster.members.length} members`,
      hint: `${unlessAtWork} ${endExclusions(cluster.origin)}`,
      ...(isHarmless ? { severity: 'warn' } : { isLasting: true }),
    };
  });
}

export const votingExclusions: SearchRule = {
  id: 'E10',
  code: 'voting-exclusions',
  requires: 'Before: no member of the cluster but the node itself is excluded from voting.',
  source:
    'https://www.elastic.co/docs/deploy-manage/maintenance/add-and-remove-elasticsearch-nodes: exclusions are to be removed afterwards',
  isOverridable: true,
  judge: onCluster(exclusionsOf),
};
