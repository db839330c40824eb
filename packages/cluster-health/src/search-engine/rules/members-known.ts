import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import type { SearchMember } from '../snapshot.ts';
import { enumerate, type Known, onCluster, type SearchRule } from './rule.ts';
import { unlistedMembers, possibleMembers } from './unlisted.ts';

const describe = ({ name, host }: SearchMember): string => `${name} (${host})`;

/** Passes on its own, and cannot be overridden: the data of that member might leave with the node. */
function unknownNode(known: Known): RuleVerdict[] {
  const { phase, node } = known.question;
  const members = phase === 'before' ? possibleMembers(known) : [];
  if (members.length === 0) return [];
  return [
    {
      subject: node,
      message: `${node} does not respond, and may still be in the cluster as ${enumerate(members.map(describe))}`,
      hint: 'List the node by the address of that member, or wait until it responds or the cluster removes it.',
    },
  ];
}

export const membersKnown: SearchRule = {
  id: 'E9',
  code: 'members-known',
  requires:
    'Every member of the cluster is a listed node, and a silent node cannot be a member at an unlisted address.',
  why: 'A member that is not listed is not checked. A silent node that is not found among the members would count as out, although it may have the only copy of a shard.',
  onFailure: 'Add the member to `esg_recycle_nodes`, or add its group to `clusters`.',
  override:
    'Override it when the member is not part of any group that is recycled, and you check its health yourself. A silent node that may be a member cannot be overridden.',
  source: 'a rule of this project',
  isOverridable: true,
  judge: onCluster((known) => [
    ...unknownNode(known),
    ...unlistedMembers(known).map((member) => ({
      subject: member.name,
      message: `${describe(member)} is in the cluster but is not a listed node`,
      hint: `Add it to esg_recycle_nodes, or add its group to clusters. ${overrideHint('members-known', 'this member is not checked')}`,
      isLasting: true,
    })),
  ]),
};
