import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { describeMember, hexOf, isServing, memberAt, servingViews, unplacedMembers } from '../cluster.ts';
import type { EtcdSnapshot } from '../snapshot.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

const listAll = 'List all members in --nodes (esg_recycle_nodes), because an unlisted member is not checked.';
const compare = 'Compare the member lists: etcdctl member list -w table --endpoints=ADDRESS:2379';

/** Members of different clusters, and members whose member lists differ. */
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
  const message = `The members report different member lists: ${[...lists.values()].join(', ')}`;
  return [{ subject: 'cluster', message, hint: compare }];
}

/** Listed nodes that are not members of the cluster. */
const nonMembers = (snapshot: EtcdSnapshot, { phase, node, nodes }: HealthQuestion): RuleVerdict[] =>
  snapshot.members.length === 0
    ? []
    : nodes.flatMap((address) => {
        if (memberAt(snapshot, address) || (phase === 'before' && address === node)) return [];
        if (unplacedMembers(snapshot).length > 0 && !isServing(snapshot, address)) return [];
        const hint = `Remove it from --nodes (esg_recycle_nodes), or add it to the cluster: etcdctl member add NAME --peer-urls=http://${address}:2380`;
        return [{ subject: address, message: `${address} is not a member of the cluster`, hint }];
      });

export const membersKnown: EtcdRule = {
  id: 'D4',
  code: 'members-known',
  requires:
    'Every member of the cluster is listed, every listed node is a member, and all members report the same member list of the same cluster. Members are matched by their ID, or by the hosts of their URLs.',
  why: 'An unlisted member is not checked and may be down.',
  onFailure:
    'List all members in `esg_recycle_nodes` (`--nodes`). Remove a member that is gone for good with `etcdctl member remove ID`, because it keeps its vote.',
  override:
    'Only if members are unlisted and every listed node is identified. Accept it if the unlisted members are checked elsewhere. A member list that differs between members is waited for.',
  source: `etcd, runtime reconfiguration: ${etcdDocs('op-guide/runtime-configuration')}`,
  isOverridable: true,
  judge(snapshot, question) {
    const unknown = unplacedMembers(snapshot);
    const unmatched = question.nodes.filter((address) => !memberAt(snapshot, address));
    const found = [...disagreements(snapshot, question), ...nonMembers(snapshot, question)];
    if (unknown.length === 0) return found;
    const names = unknown.map(describeMember).join(', ');
    if (unmatched.length > 0) {
      const message = `Cannot determine which member runs at ${unmatched.join(', ')}: it may be any of ${names}`;
      const hint = `${listAll} If all are listed, use peer URLs that resolve to the listed addresses.`;
      return [...found, { subject: 'cluster', message, hint }];
    }
    const message = `The cluster has members that are not listed: ${names}`;
    const removals = unknown.map(({ id }) => `etcdctl member remove ${hexOf(id)}`).join('; ');
    const hint = `${listAll} A member that is gone for good keeps its vote until you remove it: ${removals}`;
    return [...found, { subject: 'cluster', message, hint, isLasting: true }];
  },
};
