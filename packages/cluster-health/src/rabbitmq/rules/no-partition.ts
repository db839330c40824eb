import { isGap } from '../../kind/gap.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { nodesThatMatter } from '../../kind/question.ts';
import { enumerate, type RabbitmqRule } from './rule.ts';

export const noPartition: RabbitmqRule = {
  id: 'R3',
  code: 'no-partition',
  requires: 'No node has seen a network partition that nobody has ended yet, the one that leaves included.',
  source: 'https://www.rabbitmq.com/docs/partitions',
  judge(snapshot, question) {
    const matter = new Set(nodesThatMatter(question));
    return [...snapshot.views].flatMap(([address, view]): RuleVerdict[] => {
      if (isGap(view)) return [];
      const { name, partitions } = view;
      if (partitions === undefined) {
        const message = `${address} (${name}) does not tell yet whether it sees a partition`;
        return matter.has(address) ? [{ subject: address, message }] : [];
      }
      if (partitions.length === 0) return [];
      const hint =
        'What one side has taken in since is lost when it is restarted: decide which side to keep, and restart the nodes of the other (rabbitmqctl stop_app, start_app).';
      return [{ subject: address, message: `${address} (${name}) is partitioned from ${enumerate(partitions)}`, hint }];
    });
  },
};
