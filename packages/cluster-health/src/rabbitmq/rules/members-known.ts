import { silentNodes, unidentified } from '../cluster.ts';
import { enumerate, type RabbitmqRule } from './rule.ts';

export const membersKnown: RabbitmqRule = {
  id: 'R2',
  code: 'members-known',
  requires: 'Every member of the cluster is one of the nodes listed.',
  source: 'A rule of our own: who is not listed is not asked, and may be down',
  isOverridable: true,
  judge(snapshot, question) {
    const silent = silentNodes(snapshot, question);
    const names = unidentified(snapshot, question);
    const more = names.length - silent.length;
    if (more <= 0) return [];
    const which = silent.length === 0 ? enumerate(names) : `${more} of ${enumerate(names)}`;
    return [
      {
        subject: 'cluster',
        message: `In the cluster and not among the nodes that are listed: ${which}`,
        hint: 'List it in --nodes (esg_recycle_nodes). One that is gone for good: rabbitmqctl forget_cluster_node NAME.',
        isLasting: true,
      },
    ];
  },
};
