import { describeMember, hexOf, memberAt } from '../cluster.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

export const noLearner: EtcdRule = {
  id: 'D5',
  code: 'no-learner',
  requires: 'No member but the one that leaves is a learner, without a vote: a change of members is under way.',
  source: etcdDocs('learning/design-learner'),
  isOverridable: true,
  judge(snapshot, { phase, node }) {
    const own = memberAt(snapshot, node);
    return snapshot.members
      .filter((member) => member.isLearner && (phase === 'after' || member !== own))
      .map((member) => ({
        subject: member === own ? node : 'cluster',
        message: `${member === own ? node : describeMember(member)} is a learner, which has no vote yet`,
        hint: `Promote it: etcdctl member promote ${hexOf(member.id)}; or remove it: etcdctl member remove ${hexOf(member.id)}`,
        // Whoever brought the node back as a learner is about to promote it.
        isLasting: member !== own,
      }));
  },
};
