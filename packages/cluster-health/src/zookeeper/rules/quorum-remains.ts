import { countVoters, hasVote } from '../ensemble.ts';
import { adminGuide, type ZookeeperRule } from './rule.ts';

export const quorumRemains: ZookeeperRule = {
  id: 'Z6',
  code: 'quorum-remains',
  holds: 'Without the node, the voters that remain are more than half of all.',
  source: `${adminGuide} (sc_zkMulitServerSetup)`,
  isOverridable: true,
  judge(snapshot, question) {
    if (question.phase === 'after' || !hasVote(snapshot, question)) return [];
    const voters = countVoters(snapshot, question);
    const majority = Math.floor(voters / 2) + 1;
    if (voters - 1 < majority) {
      const message = `Without ${question.node}, ${voters - 1} of ${voters} voters remain; a quorum needs ${majority}`;
      const hint =
        "Clients lose ZooKeeper while it is recycled. A third server prevents that; or accept it: --override 'quorum-remains=why'.";
      return [{ subject: 'cluster', message, hint, isLasting: true, isOutage: true }];
    }
    if (voters % 2 === 1) return [];
    const message = `The ensemble has ${voters} voters: it survives the loss of no more of them than ${voters - 1} would`;
    return [{ subject: 'cluster', message, severity: 'warn' }];
  },
};
