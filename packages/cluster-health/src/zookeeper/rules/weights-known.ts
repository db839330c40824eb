import { nodesThatMatter } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { isAlone, isQuorumGoneWith, isServing } from '../ensemble.ts';
import { type ZookeeperRule, zooKeeperQuorums } from './rule.ts';

const hint =
  'Where votes have weights or groups, a majority of the servers may be no quorum. Add conf to 4lw.commands.whitelist, ' +
  "or let the controller read /zookeeper/config at the client port; if no server has a group or weight line: --override 'weights-known=why'.";

export const weightsKnown: ZookeeperRule = {
  id: 'Z8',
  code: 'weights-known',
  requires:
    'The configuration of the ensemble can be read from every member: who votes, in which group, with what weight.',
  source: zooKeeperQuorums,
  isOverridable: true,
  judge(snapshot, question) {
    if (isAlone(snapshot) || isQuorumGoneWith(snapshot, question)) return [];
    const matter = nodesThatMatter(question).filter((address) => isServing(snapshot, address));
    const unread = matter.flatMap((address): RuleVerdict[] => {
      const { configuration, unread: reason, leadsOnly } = snapshot.members.get(address)!;
      if (configuration || leadsOnly) return [];
      const message = `The configuration of the ensemble cannot be read from ${address}: ${reason?.why ?? 'it was not asked'}`;
      return [{ subject: address, message, hint, isLasting: reason?.isLasting }];
    });
    const isReadable = matter.some((address) => snapshot.members.get(address)!.configuration);
    if (unread.length > 0 || matter.length === 0 || isReadable) return unread;
    const message = 'The configuration of the ensemble cannot be read: only a leader that serves no clients is left';
    // One that is down now can be read once it is back.
    return [{ subject: 'cluster', message, hint, isLasting: matter.length === nodesThatMatter(question).length }];
  },
};
