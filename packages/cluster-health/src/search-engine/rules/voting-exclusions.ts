import type { RuleVerdict } from '../../kind/rule.ts';
import { byHand, unlessInUse } from '../by-hand.ts';
import { memberAt } from '../snapshot.ts';
import { type Known, onCluster, type SearchRule } from './rule.ts';

/** Ends the exclusions after some seconds, even of nodes that are gone. */
export const endExclusions = (origin: string): string =>
  byHand(origin, 'DELETE', '/_cluster/voting_config_exclusions?wait_for_removal=false');

/** Blocks only for remaining members: a node that is gone needs no vote, and the leaving node may be excluded. */
function exclusionsOf({ cluster, snapshot, question }: Known): RuleVerdict[] {
  const own = memberAt(snapshot, cluster, question.node)?.id;
  return cluster.votingExclusions.map(({ id, name }): RuleVerdict => {
    const isHarmless = question.phase === 'after' || id === own || !cluster.members.some((member) => member.id === id);
    return {
      subject: name || id,
      message: `${name || id} is excluded from voting; ${cluster.voters.length} of ${cluster.members.length} members have a vote`,
      hint: `${unlessInUse} ${endExclusions(cluster.origin)}`,
      ...(isHarmless ? { severity: 'warn' } : { isLasting: true }),
    };
  });
}

export const votingExclusions: SearchRule = {
  id: 'E10',
  code: 'voting-exclusions',
  requires: 'Before the recycle, no member of the cluster except the node itself is excluded from voting.',
  why: 'An exclusion stays until somebody ends it. With one of three nodes excluded, a single vote remains, and that node can never leave, although the status stays green.',
  onFailure: 'End the exclusions with the command in the hint.',
  override: 'Override it when somebody is working on the cluster and needs the exclusion.',
  source:
    'Elastic, remove nodes: https://www.elastic.co/docs/deploy-manage/maintenance/add-and-remove-elasticsearch-nodes',
  isOverridable: true,
  judge: onCluster(exclusionsOf),
};
