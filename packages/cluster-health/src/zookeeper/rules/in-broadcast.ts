import { nodesThatMatter } from '../../kind/question.ts';
import { isInBroadcast } from '../ensemble.ts';
import { canonicalOperator, type ZookeeperRule } from './rule.ts';

export const inBroadcast: ZookeeperRule = {
  id: 'Z2',
  code: 'in-broadcast',
  requires: 'Every member is past election, discovery and synchronization: in broadcast.',
  source: canonicalOperator,
  judge: (snapshot, question) =>
    nodesThatMatter(question).flatMap((address) => {
      const member = snapshot.members.get(address);
      if (member === undefined || isInBroadcast(member)) return [];
      return [{ subject: address, message: `${address} is not in broadcast yet: ${member.peerState}` }];
    }),
};
