import { nodesThatMatter } from '../../kind/question.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { isAlone, isQuorumGoneWith, isServing } from '../ensemble.ts';
import { type ZookeeperRule, zooKeeperQuorums } from './rule.ts';

const hint = `Add conf to 4lw.commands.whitelist, or make /zookeeper/config readable at the client port. ${overrideHint(
  'weights-known',
  'no server has a group or weight line',
)}`;

export const weightsKnown: ZookeeperRule = {
  id: 'Z8',
  code: 'weights-known',
  requires:
    'The ensemble configuration (voters, groups and weights) can be read from every member, with `conf` or from `/zookeeper/config`.',
  why: 'With weights or groups, a majority of the servers is not always a quorum: with the weights 10, 1 and 1, the first server alone decides.',
  onFailure: 'Add `conf` to `4lw.commands.whitelist`, or make `/zookeeper/config` readable at the client port.',
  override: 'Override it when no server has a `group` or `weight` line.',
  source: zooKeeperQuorums,
  isOverridable: true,
  judge(snapshot, question) {
    if (isAlone(snapshot) || isQuorumGoneWith(snapshot, question)) return [];
    const matter = nodesThatMatter(question).filter((address) => isServing(snapshot, address));
    const unread = matter.flatMap((address): RuleVerdict[] => {
      const { configuration, unread: reason, leadsOnly } = snapshot.members.get(address)!;
      if (configuration || leadsOnly) return [];
      const message = `The ensemble configuration cannot be read from ${address}: ${reason?.why ?? 'it was not queried'}`;
      return [{ subject: address, message, hint, isLasting: reason?.isLasting }];
    });
    const isReadable = matter.some((address) => snapshot.members.get(address)!.configuration);
    if (unread.length > 0 || matter.length === 0 || isReadable) return unread;
    const message = 'The ensemble configuration cannot be read: only a leader that serves no clients is left';
    // A member that is down now can be read when it is back.
    return [{ subject: 'cluster', message, hint, isLasting: matter.length === nodesThatMatter(question).length }];
  },
};
