import { countVoters, hasVote } from '../cluster.ts';
import { etcdDocs, type EtcdRule } from './rule.ts';

export const quorumRemains: EtcdRule = {
  id: 'D6',
  code: 'quorum-remains',
  holds: 'Without the node, the members with a vote that remain are more than half of all.',
  source: `${etcdDocs('faq')} (failure tolerance)`,
  isOverridable: true,
  judge(snapshot, question) {
    const { phase, node } = question;
    if (phase === 'after' || !hasVote(snapshot, node)) return [];
    const voters = countVoters(snapshot, question);
    const majority = Math.floor(voters / 2) + 1;
    const say = (message: string) => ({ subject: 'cluster', message });
    if (voters - 1 < majority) {
      const hint =
        "Nothing can be written or read while it is recycled. Three members prevent that; or accept it: --override 'quorum-remains=why'.";
      const message = `Without ${node}, ${voters - 1} of ${voters} members with a vote remain; a quorum needs ${majority}`;
      return [{ ...say(message), hint, isLasting: true, isOutage: true }];
    }
    if (voters % 2 === 1) return [];
    const message = `The cluster has ${voters} members with a vote: it survives the loss of no more of them than ${voters - 1} would`;
    return [{ ...say(message), severity: 'warn' }];
  },
};
