import type { HealthQuestion } from '../../kind/question.ts';
import { doesRole } from '../roles.ts';
import { isGap } from '../../kind/gap.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import { memberAt, type SearchSnapshot, viewOf } from '../snapshot.ts';
import type { SearchRule } from './rule.ts';

/** The roles that the node reports or, while it is silent, the cluster. A node outside the cluster has none. */
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
    const message = `${node} does not respond but is in the cluster, and its roles cannot be determined yet`;
    return [{ subject: node, message, hint: 'Wait until it responds or the cluster removes it.' }];
  }
  // voting_only is not a service; cluster-manager-quorum evaluates votes.
  const services = roles.filter((role) => role !== 'voting_only');
  const alone = services.filter((role) => !others.some((view) => view !== undefined && doesRole(view, role)));
  if (alone.length === 0) return [];
  return [
    {
      subject: node,
      message: `No other node that responds has these roles of ${node}: ${alone.join(', ')}`,
      hint: `Give the roles to another node. ${overrideHint('role-elsewhere', 'no node has them during the recycle')}`,
      isLasting: others.every((view) => view !== undefined),
    },
  ];
}

export const roleElsewhere: SearchRule = {
  id: 'E6',
  code: 'role-elsewhere',
  requires:
    'Before the recycle, another node that responds has every role of the node, and the cluster has more than one node.',
  why: 'Without the last ingest node, ingestion stops. Without its only node, the cluster is down.',
  onFailure: 'Give the role to another node. `data` counts for every data tier, and `voting_only` does not count.',
  override: 'Override it when the service of the role, or the single-node cluster, may be down during the recycle.',
  source:
    'ECK, do_not_delete_all_members_of_a_tier: https://github.com/elastic/cloud-on-k8s/blob/main/docs/reference/upgrade-predicates.md',
  isOverridable: true,
  judge(snapshot, question) {
    if (question.phase === 'after') return [];
    if (question.expect > 1) return rolesHeldAlone(snapshot, question);
    return [
      {
        subject: question.node,
        message: `${question.node} is the only node: while it is out, there is no cluster`,
        hint: overrideHint('role-elsewhere', 'the cluster is down during the recycle'),
        isLasting: true,
        isOutage: true,
      },
    ];
  },
};
