import type { RuleVerdict } from '../../kind/rule.ts';
import type { SearchMember } from '../snapshot.ts';
import { enumerate, type Known, onCluster, type SearchRule } from './rule.ts';
import { unlistedMembers, whichItMayBe } from './unlisted.ts';

const describe = ({ name, host }: SearchMember): string => `${name} (${host})`;

/** It passes, and no override speaks for it: whatever that member holds would go with the node. */
function unknownNode(known: Known): RuleVerdict[] {
  const { phase, node } = known.question;
  const members = phase === 'before' ? whichItMayBe(known) : [];
  if (members.length === 0) return [];
  return [
    {
      subject: node,
      message: `${node} does not answer, and may still be in the cluster, as ${enumerate(members.map(describe))}`,
      hint: 'List the address of that member for it; or wait until it answers, or the cluster has dropped it.',
    },
  ];
}

export const membersKnown: SearchRule = {
  id: 'E9',
  code: 'members-known',
  requires: 'Every member of the cluster is one of the nodes listed; and it is known which the node is, if any.',
  source: 'A node that cannot be found among the members would be taken for one that is out',
  isOverridable: true,
  judge: onCluster((known) => [
    ...unknownNode(known),
    ...unlistedMembers(known).map((member) => ({
      subject: member.name,
      message: `${describe(member)} is in the cluster and not among the nodes that are listed`,
      hint: 'List it in esg_recycle_nodes, its group among the clusters; or speak for it with an override of members-known.',
      isLasting: true,
    })),
  ]),
};
