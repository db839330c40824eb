import { isGap } from '../../kind/gap.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { brokersThatMatter } from '../cluster.ts';
import type { KafkaRule } from './rule.ts';

export const logDirsOnline: KafkaRule = {
  id: 'K9',
  code: 'log-dirs-online',
  requires: 'All log directories of every broker are online. Before: those of the node do not count.',
  source:
    'A broker goes on with the directories that are left (KIP-858): https://cwiki.apache.org/confluence/display/KAFKA/KIP-858%3A+Handle+JBOD+broker+disk+failure+in+KRaft',
  isOverridable: true,
  judge: (snapshot, question) =>
    brokersThatMatter(snapshot, question).flatMap((address): RuleVerdict[] => {
      const view = snapshot.views.get(address);
      // That it does not answer at all is for brokers-serve to say.
      if (view === undefined || isGap(view)) return [];
      const { offlineDirs } = view;
      const who = `${address} (broker ${snapshot.ids.get(address) ?? 'unknown'})`;
      if (isGap(offlineDirs)) {
        const message = `Whether the log directories of ${who} are online cannot be read: ${offlineDirs.why}`;
        return [{ subject: address, message, hint: 'The user of the check needs DESCRIBE on the cluster.' }];
      }
      return offlineDirs.map((path) => ({
        subject: address,
        message: `Log directory ${path} of ${who} is offline: the broker has given it up after an error of its disk`,
        hint: `Look into the disk and the log of the broker, mend it or take ${path} out of log.dirs, and restart the broker: its replicas there do not come back by themselves. To recycle another node nevertheless, override log-dirs-online.`,
        isLasting: true,
      }));
    }),
};
