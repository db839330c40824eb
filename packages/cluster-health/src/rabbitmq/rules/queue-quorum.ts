import { isGap } from '../../kind/gap.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { majorityOf, memberNames, namesOfNode, queuesIn } from '../cluster.ts';
import { isMajorityWithout, isReplicated, type Replicated, replicatedQueues } from '../replicated.ts';
import { nameOf, type NamedQueue, type Queue, viewOf } from '../snapshot.ts';
import { enumerate, type Holdings, onContents, type RabbitmqRule, upgradeGuide } from './rule.ts';

const keyOf = ({ vhost, name }: Pick<Queue, 'vhost' | 'name'>): string => JSON.stringify([vhost, name]);

const listOf = (queues: readonly Replicated[]): string =>
  enumerate(queues.map((queue) => `${nameOf(queue)} (${queue.up?.length ?? 0} of ${queue.members.length} online)`));

const statusOf = ([queue]: readonly Pick<Queue, 'vhost' | 'name'>[]): string =>
  `rabbitmq-queues quorum_status --vhost '${queue?.vhost}' '${queue?.name}'`;

/** What gives a queue one more member, on a node that has none yet. */
function growing(cluster: readonly string[], [queue]: readonly Replicated[]): string {
  const command = queue?.type === 'stream' ? 'rabbitmq-streams add_replica' : 'rabbitmq-queues add_member';
  const target = cluster.find((name) => !queue?.members.includes(name)) ?? 'rabbit@NEW_NODE';
  return `${command} --vhost '${queue?.vhost}' '${queue?.name}' '${target}'`;
}

/** What the statistics of the leaders say of the queues with a member on the node; they are ten seconds old at most. */
function bySeenMembers({ snapshot, question }: Holdings, all: readonly Replicated[], leaving: string): RuleVerdict[] {
  const { node } = question;
  const queues = all.filter(({ members }) => members.includes(leaving));
  const isPossible = (queue: Replicated) => isMajorityWithout(queue, queue.possible, leaving);
  // What the absence of the node has taken already, its recycle gives back.
  const never = queues.filter((queue) => !isPossible(queue) && (queue.up?.includes(leaving) ?? true));
  const few = queues.filter((queue) => isPossible(queue) && queue.up && !isMajorityWithout(queue, queue.up, leaving));
  const verdicts: [readonly Replicated[], RuleVerdict][] = [
    [
      never,
      {
        subject: node,
        message: `Without ${node} (${leaving}), too few members are left for a majority of ${listOf(never)}: nobody can use them meanwhile`,
        hint: `Give each three members (${growing(memberNames(snapshot, question), never)}), or accept it: --override 'queue-quorum=why'.`,
        isLasting: true,
      },
    ],
    [
      few,
      {
        subject: node,
        message: `Without ${node} (${leaving}), no majority is online of ${listOf(few)}`,
        hint: `Wait until the other members are back: ${statusOf(few)}`,
      },
    ],
  ];
  return verdicts.filter(([found]) => found.length > 0).map(([, verdict]) => verdict);
}

/** Queues whose members no statistics name yet. Of quorum queues a node that leaves tells itself, if it answers. */
function unreported({ snapshot, contents, question }: Holdings): RuleVerdict[] {
  const isBefore = question.phase === 'before';
  const names = namesOfNode(snapshot, question);
  const isKnown = ({ type, members, online }: Queue): boolean =>
    (isBefore && type === 'quorum' && viewOf(snapshot, question.node) !== undefined) ||
    (members !== undefined && (online !== undefined || (isBefore && !names.some((name) => members.includes(name)))));
  const queues = queuesIn(contents).filter((queue) => isReplicated(queue) && !isKnown(queue));
  if (queues.length === 0) return [];
  const message = `Which members are online is not known yet of ${enumerate(queues.map(nameOf))}`;
  return [{ subject: 'cluster', message, hint: 'Wait: their leaders report every few seconds.' }];
}

/** What the node says now: it would take the majority of these with it. */
function byOwnCheck({ snapshot, question }: Holdings, all: readonly Replicated[]): RuleVerdict[] {
  const view = viewOf(snapshot, question.node);
  if (view === undefined) return [];
  const queues = new Map(all.map((queue) => [keyOf(queue), queue]));
  const isReported = (named: NamedQueue): boolean => {
    // Of two nodes, each takes the majority of all that both do: cluster-majority speaks of that.
    if (named.type === 'process') return memberNames(snapshot, question).length > 2;
    const queue = queues.get(keyOf(named));
    if (queue === undefined) return true;
    // One that never has enough is reported above; and a member that is out already takes nothing away.
    if (!isMajorityWithout(queue, queue.possible, view.name)) return false;
    return queue.up?.includes(view.name) !== false || !isMajorityWithout(queue, queue.up, view.name);
  };
  const critical = view.critical.filter(isReported);
  if (critical.length === 0) return [];
  return [
    {
      subject: question.node,
      message: `${question.node} (${view.name}) says that without it no majority remains of ${enumerate(critical.map(nameOf))}`,
      hint: 'Wait until the other members follow: rabbitmq-diagnostics check_if_node_is_quorum_critical.',
    },
  ];
}

/** Afterwards, every queue has all its members again, on all nodes that there are. */
function notBack({ snapshot }: Holdings, queues: readonly Replicated[]): RuleVerdict[] {
  const missing = queues.flatMap((queue) =>
    (queue.up === undefined ? [] : queue.possible)
      .filter((name) => !queue.up?.includes(name))
      .map((member) => ({ member, name: nameOf(queue) })),
  );
  const bySeen = [...Map.groupBy(missing, ({ member }) => member)].map(([member, of]) => ({
    subject: member,
    message: `On ${member}, members are not online of ${enumerate(of.map(({ name }) => name))}`,
    hint: 'Wait until they have started and caught up.',
  }));
  // With all members it has, a queue of fewer than three is as critical as ever.
  const sound = new Set(
    queues.filter(({ possible, members }) => possible.length > majorityOf(members.length)).map(keyOf),
  );
  const byCheck = [...snapshot.views].flatMap(([address, view]) => {
    const named = isGap(view) ? [] : view.critical.filter((each) => sound.has(keyOf(each)));
    if (isGap(view) || named.length === 0) return [];
    const message = `${address} (${view.name}) says that not all members follow of ${enumerate(named.map(nameOf))}`;
    return [{ subject: address, message, hint: 'Wait until they have caught up.' }];
  });
  return [...bySeen, ...byCheck];
}

export const queueQuorum: RabbitmqRule = {
  id: 'R8',
  code: 'queue-quorum',
  requires:
    'Before: without the node, every quorum queue and stream that has a member there keeps a majority online. After: all their members are online, and follow.',
  source: `${upgradeGuide} (check_if_node_is_quorum_critical)`,
  isOverridable: true,
  judge: onContents((known) => {
    const { snapshot, contents, question } = known;
    const queues = replicatedQueues(snapshot, contents, question);
    if (question.phase === 'after') return [...unreported(known), ...notBack(known, queues)];
    return [
      ...unreported(known),
      ...namesOfNode(snapshot, question).flatMap((leaving) => bySeenMembers(known, queues, leaving)),
      ...byOwnCheck(known, queues),
    ];
  }),
};
