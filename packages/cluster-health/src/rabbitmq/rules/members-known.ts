import { unresponsiveNodes, unidentified } from '../cluster.ts';
import { enumerate, type RabbitmqRule } from './rule.ts';

export const membersKnown: RabbitmqRule = {
  id: 'R2',
  code: 'members-known',
  requires: 'Every member of the cluster is one of the listed nodes.',
  why: 'An unlisted member is not checked and may be down.',
  onFailure:
    'List all members in `esg_recycle_nodes` (`--nodes`). Remove a member that is gone for good with `rabbitmqctl forget_cluster_node NAME`.',
  override: 'Accept it if the unlisted members are checked elsewhere.',
  source: 'A rule of this project',
  isOverridable: true,
  judge(snapshot, question) {
    const unresponsive = unresponsiveNodes(snapshot, question);
    const names = unidentified(snapshot, question);
    const more = names.length - unresponsive.length;
    if (more <= 0) return [];
    const which = unresponsive.length === 0 ? enumerate(names) : `${more} of ${enumerate(names)}`;
    return [
      {
        subject: 'cluster',
        message: `The cluster has members that are not listed: ${which}`,
        hint: 'List all members in --nodes (esg_recycle_nodes). Remove a member that is gone for good: rabbitmqctl forget_cluster_node NAME',
        isLasting: true,
      },
    ];
  },
};
