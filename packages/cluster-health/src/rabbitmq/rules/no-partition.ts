import { isGap } from '../../kind/gap.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { nodesThatMatter } from '../../kind/question.ts';
import { enumerate, type RabbitmqRule } from './rule.ts';

export const noPartition: RabbitmqRule = {
  id: 'R3',
  code: 'no-partition',
  requires: 'No node reports an unresolved network partition. The node that leaves counts too.',
  why: 'Restarting a node discards the messages that its side accepted during the partition. An operator has to decide which side to keep.',
  onFailure:
    'Decide which side to keep, then restart the nodes of the other side (`rabbitmqctl stop_app`, `rabbitmqctl start_app`).',
  source: 'RabbitMQ, network partitions: https://www.rabbitmq.com/docs/partitions',
  judge(snapshot, question) {
    const matter = new Set(nodesThatMatter(question));
    return [...snapshot.views].flatMap(([address, view]): RuleVerdict[] => {
      if (isGap(view)) return [];
      const { name, partitions } = view;
      if (partitions === undefined) {
        const message = `${address} (${name}) does not report yet whether it is partitioned`;
        return matter.has(address) ? [{ subject: address, message }] : [];
      }
      if (partitions.length === 0) return [];
      const hint =
        'Decide which side to keep, then restart the nodes of the other side (rabbitmqctl stop_app; rabbitmqctl start_app). The messages that the other side accepted since the partition are lost.';
      return [{ subject: address, message: `${address} (${name}) is partitioned from ${enumerate(partitions)}`, hint }];
    });
  },
};
