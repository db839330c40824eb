import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { describeMember, hexOf, isServing, memberAt, servingViews, unplacedMembers } from '../cluster.ts';
import type { EtcdSnapshot } from '../snapshot.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

const listAll = 'List all members in --nodes (esg_recycle_nodes): one that is not listed is not asked.';
const compare = 'Compare: etcdctl member list -w table --endpoints=ADDRESS:2379, for each of them.';

/** Members of another cluster, and members that do not list the same ones. */
function disagreements(snapshot: EtcdSnapshot, question: HealthQuestion): RuleVerdict[] {
  const views = servingViews(snapshot, question);
  const clusters = Map.groupBy(views, ([, { clusterId }]) => clusterId);
  if (clusters.size > 1) {
    const groups = [...clusters.values()].map((group) => group.map(([address]) => address).join(', '));
    return [
      {
        subject: 'cluster',
        message: `The nodes are members of different clusters: ${groups.join(' | ')}`,
        hint: compare,
      },
    ];
  }
  const lists = new Map(
    views.flatMap(([address, { members }]): [string, string][] =>
      members
        ? [
            [
              members
                .map(({ id, isLearner }) => `${id}${isLearner}`)
                .toSorted()
                .join(),
              address,
            ],
          ]
        : [],
    ),
  );
  if (lists.size <= 1) return [];
  const message = `The members do not list the same members: ${[...lists.values()].join(', ')}`;
  return [{ subject: 'cluster', message, hint: compare }];
}

/** A node that is listed, and that the cluster has no member for. */
const strangers = (snapshot: EtcdSnapshot, { phase, node, nodes }: HealthQuestion): RuleVerdict[] =>
  snapshot.members.length === 0
    ? []
    : nodes.flatMap((address) => {
        if (memberAt(snapshot, address) || (phase === 'before' && address === node)) return [];
        if (unplacedMembers(snapshot).length > 0 && !isServing(snapshot, address)) return [];
        const hint = `Take it off --nodes (esg_recycle_nodes), or add it: etcdctl member add NAME --peer-urls=http://${address}:2380`;
        return [{ subject: address, message: `${address} is no member of the cluster`, hint }];
      });

export const membersKnown: EtcdRule = {
  id: 'D4',
  code: 'members-known',
  requires: 'Every member of the cluster is one of the nodes listed, and every node is a member of the same cluster.',
  source: `${etcdDocs('op-guide/runtime-configuration')}; who is not asked may be down`,
  isOverridable: true,
  judge(snapshot, question) {
    const unknown = unplacedMembers(snapshot);
    const silent = question.nodes.filter((address) => !memberAt(snapshot, address));
    const found = [...disagreements(snapshot, question), ...strangers(snapshot, question)];
    if (unknown.length === 0) return found;
    const names = unknown.map(describeMember).join(', ');
    if (silent.length > 0) {
      const message = `Which member ${silent.join(', ')} is cannot be told: ${names} may be there, or elsewhere`;
      const hint = `${listAll} If they are, have peer URLs that resolve to the addresses listed.`;
      return [...found, { subject: 'cluster', message, hint }];
    }
    const message = `The cluster has members that are not listed: ${names}`;
    const removals = unknown.map(({ id }) => `etcdctl member remove ${hexOf(id)}`).join('; ');
    const hint = `${listAll} One that is gone for good keeps its vote until it is removed: ${removals}`;
    return [...found, { subject: 'cluster', message, hint, isLasting: true }];
  },
};
