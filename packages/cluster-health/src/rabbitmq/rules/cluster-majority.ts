import { overrideHint } from '../../kind/override-hint.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { isRunning, majorityOf, memberNames, namesOfNode } from '../cluster.ts';
import { type RabbitmqSnapshot, viewOf } from '../snapshot.ts';
import { clusteringGuide, enumerate, type RabbitmqRule } from './rule.ts';

/** There are enough members, but too few of them run without the node. */
function tooFewRun(snapshot: RabbitmqSnapshot, question: HealthQuestion, count: number): RuleVerdict[] {
  const members = memberNames(snapshot, question);
  // If no node responds, nodes-running reports it.
  if (members.length === 0) return [];
  const running = members.filter((name) => isRunning(snapshot, question, name));
  // An unresponsive node may be any of several members. A running one is assumed.
  const isTaken = namesOfNode(snapshot, question).some((name) => running.includes(name));
  const remaining = running.length - (isTaken ? 1 : 0);
  if (remaining >= majorityOf(count)) return [];
  const stopped = members.filter((name) => !running.includes(name));
  const which = stopped.length > 0 ? ` (not running: ${enumerate(stopped)})` : '';
  return [
    {
      subject: 'cluster',
      message: `Without ${question.node}, ${remaining} of ${count} nodes are running, which is not a majority${which}`,
      hint: 'Start the stopped nodes. A member that is gone for good counts until you remove it: rabbitmqctl forget_cluster_node NAME',
    },
  ];
}

export const clusterMajority: RabbitmqRule = {
  id: 'R5',
  code: 'cluster-majority',
  requires:
    'Before the recycle: without the node, more than half of the members remain and are running. An unresponsive node that may be a running member counts as running.',
  why: 'In a two-node cluster, `pause_minority` pauses the other node, and neither quorum queues nor metadata in Khepri have a majority.',
  onFailure:
    'Start the stopped nodes. Remove a member that is gone for good with `rabbitmqctl forget_cluster_node NAME`. A cluster of one or two members is reported at once.',
  override: 'Accept it for a cluster of one or two nodes, if clients can wait while the node is recycled.',
  source: `RabbitMQ, clustering, node count: ${clusteringGuide}#node-count`,
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
            ? `${question.node} is the only node: RabbitMQ is unavailable while it is recycled`
            : `Without ${question.node}, ${count - 1} of ${count} nodes remain, which is not a majority`,
        hint: `pause_minority, quorum queues and metadata in Khepri require a majority. Add nodes until there are at least three. ${overrideHint('cluster-majority', 'the cluster is unavailable while the node is recycled')}`,
        isLasting: true,
        isOutage: true,
      },
    ];
  },
};
