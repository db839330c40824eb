import { isGap } from '../../kind/gap.ts';
import { nodesThatMatter, type HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { excludedNames, namesOfNode, unidentified, viewsThatMatter } from '../cluster.ts';
import { type RabbitmqView, type RabbitmqSnapshot } from '../snapshot.ts';
import { clusteringGuide, enumerate, type RabbitmqRule } from './rule.ts';

/** A node in maintenance mode is running, but its management port is closed like its client ports. */
function unresponsiveNode(snapshot: RabbitmqSnapshot, question: HealthQuestion, address: string): RuleVerdict[] {
  const view = snapshot.views.get(address) ?? { why: 'it was not queried' };
  if (!isGap(view)) return [];
  const running = unidentified(snapshot, question).filter((name) =>
    viewsThatMatter(snapshot, question).some(([, { members }]) =>
      members.some((member) => member.name === name && member.isRunning),
    ),
  );
  const isSeen = running.length > 0;
  const message = `${address} does not respond: ${view.why}${isSeen ? `; the cluster sees ${enumerate(running)} running` : ''}`;
  const maintenance =
    'If the node is in maintenance mode, end it: rabbitmq-upgrade revive. Otherwise enable the management plugin: rabbitmq-plugins enable rabbitmq_management';
  // A hanging node also delays the other nodes until net_ticktime expires.
  const hint = isSeen
    ? maintenance
    : 'Start the node. If it hangs, the responses of all other nodes are delayed for about a minute (net_ticktime).';
  return [{ subject: address, message, hint: view.hint ?? hint, isLasting: view.isLasting ?? false }];
}

const listOf = ({ members }: RabbitmqView): string[] => members.map(({ name }) => name).toSorted();

function separatedNodes(snapshot: RabbitmqSnapshot, question: HealthQuestion): RuleVerdict[] {
  const views = viewsThatMatter(snapshot, question);
  const [first, ...others] = views;
  if (first === undefined) return [];
  const [reference, { name }] = first;
  const seen = listOf(first[1]);
  return others.flatMap(([address, view]) => {
    const theirs = listOf(view);
    if (view.name === name)
      return [{ subject: address, message: `${reference} and ${address} are the same node: ${name}` }];
    if (theirs.join() === seen.join()) return [];
    const message = `${address} sees the members ${enumerate(theirs, 10)}, but ${reference} sees ${enumerate(seen, 10)}`;
    const hint =
      'A node that starts with an empty disk may form a cluster of its own. Find out which node that is, stop it, and let it join the cluster again (rabbitmqctl join_cluster NAME).';
    return [{ subject: address, message, hint }];
  });
}

function stoppedMembers(snapshot: RabbitmqSnapshot, question: HealthQuestion): RuleVerdict[] {
  const leaving = new Set(excludedNames(snapshot, question));
  const seenBy = new Map<string, string[]>();
  for (const [address, { members }] of viewsThatMatter(snapshot, question)) {
    for (const { name, isRunning } of members) {
      if (!isRunning && !leaving.has(name)) seenBy.set(name, [...(seenBy.get(name) ?? []), address]);
    }
  }
  const candidates = question.phase === 'before' ? namesOfNode(snapshot, question) : [];
  return [...seenBy].map(([name, addresses]) => {
    const message = `${name} is not running, as seen by ${enumerate(addresses)}`;
    const start = `Start it. If it is gone for good, remove it: rabbitmqctl forget_cluster_node ${name}`;
    if (!candidates.includes(name)) return { subject: name, message, hint: start };
    const { node } = question;
    return {
      subject: name,
      message: `${message}; ${node} does not respond and may be any of ${enumerate(candidates)}`,
      hint: `List all members in --nodes (esg_recycle_nodes) so that ${node} can be identified, or start ${node}. Remove a member that is gone for good: rabbitmqctl forget_cluster_node NAME`,
    };
  });
}

export const nodesRunning: RabbitmqRule = {
  id: 'R1',
  code: 'nodes-running',
  requires:
    'Every node responds, and all nodes see the same members, all of them running. The node that leaves does not count.',
  why: 'A node that starts with an empty disk may form a cluster of its own and report that cluster as healthy. A node in maintenance mode is running, but its management port is closed.',
  onFailure:
    'Start the stopped nodes. End maintenance mode with `rabbitmq-upgrade revive`. Stop a node that formed a cluster of its own and let it join again. Remove a member that is gone for good with `rabbitmqctl forget_cluster_node NAME`.',
  source: `RabbitMQ, clustering: ${clusteringGuide}`,
  judge: (snapshot, question) => [
    ...nodesThatMatter(question).flatMap((address) => unresponsiveNode(snapshot, question, address)),
    ...separatedNodes(snapshot, question),
    ...stoppedMembers(snapshot, question),
  ],
};
