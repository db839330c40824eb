import { isRunning, majorityOf, memberNames, namesOfNode } from '../cluster.ts';
import { viewOf } from '../snapshot.ts';
import { clusteringGuide, type RabbitmqRule } from './rule.ts';

export const clusterMajority: RabbitmqRule = {
  id: 'R5',
  code: 'cluster-majority',
  holds: 'Before: without the node, more than half of the members of the cluster remain.',
  source: `${clusteringGuide}#node-count`,
  isOverridable: true,
  judge(snapshot, question) {
    if (question.phase === 'after') return [];
    const count = Math.max(memberNames(snapshot, question).length, question.expect);
    const isOut =
      viewOf(snapshot, question.node) === undefined &&
      count > 1 &&
      !namesOfNode(snapshot, question).some((name) => isRunning(snapshot, question, name));
    if (isOut || count - 1 >= majorityOf(count)) return [];
    return [
      {
        subject: 'cluster',
        message:
          count === 1
            ? `${question.node} is the only node: while it is away, there is no RabbitMQ`
            : `Without ${question.node}, ${count - 1} of ${count} nodes remain, which is no majority`,
        hint: "pause_minority, quorum queues and metadata in Khepri all need a majority. Add a third node, or accept it: --override 'cluster-majority=why'.",
        isLasting: true,
        isOutage: true,
      },
    ];
  },
};
