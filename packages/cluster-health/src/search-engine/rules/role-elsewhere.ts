import type { HealthQuestion } from '../../kind/question.ts';
import { doesRole } from '../roles.ts';
import { isGap } from '../../kind/gap.ts';
import { memberAt, type SearchSnapshot, viewOf } from '../snapshot.ts';
import type { SearchRule } from './rule.ts';

/** Its own word or, while it is silent, the cluster's; a node that is out of the cluster does nothing in it. */
function rolesOf(snapshot: SearchSnapshot, node: string): readonly string[] | undefined {
  const { cluster } = snapshot;
  const view = viewOf(snapshot, node);
  if (view !== undefined) return view.roles;
  const id = isGap(cluster) ? undefined : memberAt(snapshot, cluster, node)?.id;
  if (isGap(cluster) || id === undefined) return [];
  return isGap(cluster.roles) ? undefined : cluster.roles.get(id);
}

function rolesHeldAlone(snapshot: SearchSnapshot, { node, nodes }: HealthQuestion) {
  const others = nodes.filter((address) => address !== node).map((address) => viewOf(snapshot, address));
  const roles = rolesOf(snapshot, node);
  if (roles === undefined) {
    const message = `${node} does not answer, and is in the cluster: its roles cannot be told yet`;
    return [{ subject: node, message, hint: 'Wait until it answers, or the cluster has dropped it.' }];
  }
  // Only voting is no service that anybody misses: whose votes are left is judged by cluster-manager-quorum.
  const services = roles.filter((role) => role !== 'voting_only');
  const alone = services.filter((role) => !others.some((view) => view !== undefined && doesRole(view, role)));
  if (alone.length === 0) return [];
  return [
    {
      subject: node,
      message: `No other node that answers has what ${node} does: ${alone.join(', ')}`,
      hint: 'Give the role to another node, or speak for its absence with an override of role-elsewhere.',
      isLasting: others.every((view) => view !== undefined),
    },
  ];
}

export const roleElsewhere: SearchRule = {
  id: 'E6',
  code: 'role-elsewhere',
  requires: 'Every role of the node is held by another node too, and the cluster has more than one node.',
  source:
    'Elastic Cloud on Kubernetes, predicate do_not_delete_all_members_of_a_tier: https://github.com/elastic/cloud-on-k8s/blob/main/docs/reference/upgrade-predicates.md',
  isOverridable: true,
  judge(snapshot, question) {
    if (question.phase === 'after') return [];
    if (question.expect > 1) return rolesHeldAlone(snapshot, question);
    return [
      {
        subject: question.node,
        message: `${question.node} is the only node: while it is away, there is no cluster`,
        hint: 'Speak for that with an override of role-elsewhere.',
        isLasting: true,
        isOutage: true,
      },
    ];
  },
};
