import { nodesThatMatter } from '../../kind/question.ts';
import { isInBroadcast } from '../ensemble.ts';
import { canonicalOperator, type ZookeeperRule } from './rule.ts';

export const inBroadcast: ZookeeperRule = {
  id: 'Z2',
  code: 'in-broadcast',
  requires: 'Every member is in the broadcast phase (`zk_peer_state`, reported by ZooKeeper 3.6 and later).',
  why: 'A member in election, discovery or synchronization acknowledges no writes yet.',
  onFailure: 'Wait for the member to synchronize. If it does not, open its log.',
  source: canonicalOperator,
  judge: (snapshot, question) =>
    nodesThatMatter(question).flatMap((address) => {
      const member = snapshot.members.get(address);
      if (member === undefined || isInBroadcast(member)) return [];
      return [{ subject: address, message: `${address} is not in broadcast yet: ${member.peerState}` }];
    }),
};
