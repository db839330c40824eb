import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { isRunning, majorityOf, memberNames, namesOfNode } from '../cluster.ts';
import { type RabbitmqSnapshot, viewOf } from '../snapshot.ts';
import { clusteringGuide, enumerate, type RabbitmqRule } from './rule.ts';

/** There are enough members, but not enough of them run without the node. */
function tooFewRun(snapshot: RabbitmqSnapshot, question: HealthQuestion, count: number): RuleVerdict[] {
  const members = memberNames(snapshot, question);
  // Where nobody answers, nodes-running reports it.
  if (members.length === 0) return [];
  const running = members.filter((name) => isRunning(snapshot, question, name));
  // A silent node may be any of several members: one that runs is assumed.
  const isTaken = namesOfNode(snapshot, question).some((name) => running.includes(name));
  const remaining = running.length - (isTaken ? 1 : 0);
  if (remaining >= majorityOf(count)) return [];
  const stopped = members.filter((name) => !running.includes(name));
  const which = stopped.length > 0 ? ` (not running: ${enumerate(stopped)})` : '';
  return [
    {
      subject: 'cluster',
      message: `Without ${question.node}, ${remaining} of ${count} nodes run, which is no majority${which}`,
      hint: 'Start the others. A member that is gone for good counts until it is forgotten: rabbitmqctl forget_cluster_node NAME.',
    },
  ];
}

export const clusterMajority: RabbitmqRule = {
  id: 'R5',
  code: 'cluster-majority',
  requires: 'Before: without the node, more than half of the members of the cluster remain, and run.',
  source: `${clusteringGuide}#node-count`,
  isOverridable: true,
  judge(snapshot, question) {
    if (question.phase === 'after') return [];
    const count = Math.max(memberNames(snapshot, question).length, question.expect);
    const isOut =
      viewOf(snapshot, question.node) === undefined &&
      count > 1 &&
      !namesOfNode(snapshot, question).some((name) => isRunning(snapshot, question, name));
    if (isOut) return [];
    if (count - 1 >= majorityOf(count)) return tooFewRun(snapshot, question, count);
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
