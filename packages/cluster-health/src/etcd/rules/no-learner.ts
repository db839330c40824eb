import { describeMember, hexOf, memberAt } from '../cluster.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

export const noLearner: EtcdRule = {
  id: 'D5',
  code: 'no-learner',
  requires: 'No member is a learner. Before the recycle, the member that leaves does not count.',
  why: 'A learner has no vote. A membership change is in progress, and the quorum may need that vote.',
  onFailure:
    'Promote the learner with `etcdctl member promote ID`, or remove it with `etcdctl member remove ID`. A recycled node that returns as a learner is waited for, because it is expected to be promoted.',
  override: 'Accept it if the learner is permanent. The recycled node itself is not covered by an override.',
  source: `etcd, learners: ${etcdDocs('learning/design-learner')}`,
  isOverridable: true,
  judge(snapshot, { phase, node }) {
    const own = memberAt(snapshot, node);
    return snapshot.members
      .filter((member) => member.isLearner && (phase === 'after' || member !== own))
      .map((member) => ({
        subject: member === own ? node : 'cluster',
        message: `${member === own ? node : describeMember(member)} is a learner and has no vote yet`,
        hint: `Promote it: etcdctl member promote ${hexOf(member.id)}. Or remove it: etcdctl member remove ${hexOf(member.id)}`,
        // A node that was added back as a learner is expected to be promoted.
        isLasting: member !== own,
      }));
  },
};
