import { isGap } from '../../kind/gap.ts';
import { overrideHint } from '../../kind/override-hint.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { brokersThatMatter } from '../cluster.ts';
import type { KafkaRule } from './rule.ts';

export const logDirsOnline: KafkaRule = {
  id: 'K9',
  code: 'log-dirs-online',
  requires:
    'All log directories of every broker are online. Before the recycle, those of the node itself do not count.',
  why: 'A broker whose disk fails continues with its other directories. The replicas on the failed disk come back only after a repair and a restart.',
  onFailure: 'Repair the disk, or remove the directory from `log.dirs`, and restart the broker.',
  override: 'Override it when another node has to be recycled before the disk can be repaired.',
  source:
    'KIP-858: https://cwiki.apache.org/confluence/display/KAFKA/KIP-858%3A+Handle+JBOD+broker+disk+failure+in+KRaft',
  isOverridable: true,
  judge: (snapshot, question) =>
    brokersThatMatter(snapshot, question).flatMap((address): RuleVerdict[] => {
      const view = snapshot.views.get(address);
      // brokers-serve reports a broker that does not respond.
      if (view === undefined || isGap(view)) return [];
      const { offlineDirs } = view;
      const who = `${address} (broker ${snapshot.ids.get(address) ?? 'unknown'})`;
      if (isGap(offlineDirs)) {
        const message = `Cannot read whether the log directories of ${who} are online: ${offlineDirs.why}`;
        return [{ subject: address, message, hint: 'The user of the health check needs DESCRIBE on the cluster.' }];
      }
      return offlineDirs.map((path) => ({
        subject: address,
        message: `Log directory ${path} of ${who} is offline: the broker stopped using it after a disk error`,
        hint: `Open the log of the broker, repair the disk or remove ${path} from log.dirs, and restart the broker. ${overrideHint('log-dirs-online', 'the replicas there stay offline')}`,
        isLasting: true,
      }));
    }),
};
