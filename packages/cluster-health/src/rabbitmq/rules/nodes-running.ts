import { isGap } from '../../kind/gap.ts';
import { nodesThatMatter, type HealthQuestion } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { excusedNames, namesOfNode, unidentified, viewsThatMatter } from '../cluster.ts';
import { type RabbitmqView, type RabbitmqSnapshot } from '../snapshot.ts';
import { clusteringGuide, enumerate, type RabbitmqRule } from './rule.ts';

/** A node in maintenance mode runs, and closes the port of the management API with those of its clients. */
function silentNode(snapshot: RabbitmqSnapshot, question: HealthQuestion, address: string): RuleVerdict[] {
  const view = snapshot.views.get(address) ?? { why: 'it was not asked' };
  if (!isGap(view)) return [];
  const running = unidentified(snapshot, question).filter((name) =>
    viewsThatMatter(snapshot, question).some(([, { members }]) =>
      members.some((member) => member.name === name && member.isRunning),
    ),
  );
  const isSeen = running.length > 0;
  const message = `${address} does not answer: ${view.why}${isSeen ? `; the cluster sees ${enumerate(running)} running` : ''}`;
  const maintenance = 'Is it in maintenance mode (rabbitmq-upgrade revive), or without the plugin rabbitmq_management?';
  // A node that hangs holds the others up as well, until they give it up after net_ticktime.
  const hint = isSeen
    ? maintenance
    : 'Start it; a node that hangs delays the answers of all others for about a minute.';
  return [{ subject: address, message, hint: view.hint ?? hint, isLasting: view.isLasting ?? false }];
}

const listOf = ({ members }: RabbitmqView): string[] => members.map(({ name }) => name).toSorted();

function strayNodes(snapshot: RabbitmqSnapshot, question: HealthQuestion): RuleVerdict[] {
  const views = viewsThatMatter(snapshot, question);
  const [first, ...others] = views;
  if (first === undefined) return [];
  const [reference, { name }] = first;
  const seen = listOf(first[1]);
  return others.flatMap(([address, view]) => {
    const theirs = listOf(view);
    if (view.name === name) return [{ subject: address, message: `${reference} and ${address} are one node: ${name}` }];
    if (theirs.join() === seen.join()) return [];
    const message = `${address} sees the cluster of ${enumerate(theirs, 10)}, ${reference} that of ${enumerate(seen, 10)}`;
    const hint = 'Did it form a cluster of its own, with an empty disk? Stop it, and let it join again.';
    return [{ subject: address, message, hint }];
  });
}

function stoppedMembers(snapshot: RabbitmqSnapshot, question: HealthQuestion): RuleVerdict[] {
  const leaving = new Set(excusedNames(snapshot, question));
  const seenBy = new Map<string, string[]>();
  for (const [address, { members }] of viewsThatMatter(snapshot, question)) {
    for (const { name, isRunning } of members) {
      if (!isRunning && !leaving.has(name)) seenBy.set(name, [...(seenBy.get(name) ?? []), address]);
    }
  }
  const candidates = question.phase === 'before' ? namesOfNode(snapshot, question) : [];
  return [...seenBy].map(([name, addresses]) => {
    const message = `${name} does not run, as seen by ${enumerate(addresses)}`;
    const start = `Start it; one that is gone for good: rabbitmqctl forget_cluster_node ${name}`;
    if (!candidates.includes(name)) return { subject: name, message, hint: start };
    const { node } = question;
    return {
      subject: name,
      message: `${message}; ${node} is silent, and may be any of ${enumerate(candidates)}`,
      hint: `List all members in --nodes (esg_recycle_nodes), so that it is clear which one ${node} is; or start ${node}. A member that is gone for good: rabbitmqctl forget_cluster_node NAME.`,
    };
  });
}

export const nodesRunning: RabbitmqRule = {
  id: 'R1',
  code: 'nodes-running',
  requires:
    'Every node but the one that leaves answers for itself, and all see the same members of one cluster running.',
  source: `${clusteringGuide}; a node that starts with an empty disk may found a cluster of its own`,
  judge: (snapshot, question) => [
    ...nodesThatMatter(question).flatMap((address) => silentNode(snapshot, question, address)),
    ...strayNodes(snapshot, question),
    ...stoppedMembers(snapshot, question),
  ],
};
