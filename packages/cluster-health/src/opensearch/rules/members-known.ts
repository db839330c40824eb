import { memberAt } from '../snapshot.ts';
import { onCluster, type OpenSearchRule } from './rule.ts';

export const membersKnown: OpenSearchRule = {
  id: 'E9',
  code: 'members-known',
  holds: 'Every member of the cluster is one of the nodes listed.',
  source: 'A node that cannot be found among the members would be taken for one that is out',
  isOverridable: true,
  judge: onCluster(({ cluster, snapshot, question }) => {
    const known = new Set(question.nodes.map((address) => memberAt(snapshot, cluster, address)?.id));
    const hosts = new Set(question.nodes.flatMap((address) => snapshot.hosts.get(address) ?? [address]));
    return cluster.members
      .filter(({ id, host }) => !known.has(id) && !hosts.has(host))
      .map(({ name, host }) => ({
        subject: name,
        message: `${name} (${host}) is in the cluster and not among the nodes that are listed`,
        hint: 'List it in esg_recycle_nodes, its group among the clusters; or speak for it with an override of members-known.',
        isLasting: true,
      }));
  }),
};
