import { isGap } from '../../kind/gap.ts';
import { overrideHint } from '../../kind/override-hint.ts';
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

/** The command that adds a member to a queue, on a node without one. */
function growing(cluster: readonly string[], [queue]: readonly Replicated[]): string {
  const command = queue?.type === 'stream' ? 'rabbitmq-streams add_replica' : 'rabbitmq-queues add_member';
  const target = cluster.find((name) => !queue?.members.includes(name)) ?? 'rabbit@NEW_NODE';
  return `${command} --vhost '${queue?.vhost}' '${queue?.name}' '${target}'`;
}

/** Evaluates the queues with a member on the node by the statistics of their leaders, which are at most ten seconds old. */
function bySeenMembers({ snapshot, question }: Holdings, all: readonly Replicated[], leaving: string): RuleVerdict[] {
  const { node } = question;
  const queues = all.filter(({ members }) => members.includes(leaving));
  const isPossible = (queue: Replicated) => isMajorityWithout(queue, queue.possible, leaving);
  // A majority that is missing because the node is down comes back with its recycle.
  const never = queues.filter((queue) => !isPossible(queue) && (queue.up?.includes(leaving) ?? true));
  const few = queues.filter((queue) => isPossible(queue) && queue.up && !isMajorityWithout(queue, queue.up, leaving));
  const verdicts: [readonly Replicated[], RuleVerdict][] = [
    [
      never,
      {
        subject: node,
        message: `Without ${node} (${leaving}), these queues have too few members for a majority and are unavailable: ${listOf(never)}`,
        hint: `Add members until each queue has three: ${growing(memberNames(snapshot, question), never)}. ${overrideHint('queue-quorum', 'these queues are unavailable meanwhile')}`,
        isLasting: true,
      },
    ],
    [
      few,
      {
        subject: node,
        message: `Without ${node} (${leaving}), no majority is online for ${listOf(few)}`,
        hint: `Wait until the other members are back: ${statusOf(few)}`,
      },
    ],
  ];
  return verdicts.filter(([found]) => found.length > 0).map(([, verdict]) => verdict);
}

/** Queues whose members are not in the statistics yet. For quorum queues, a responding node reports them itself. */
function unreported({ snapshot, contents, question }: Holdings): RuleVerdict[] {
  const isBefore = question.phase === 'before';
  const names = namesOfNode(snapshot, question);
  const isKnown = ({ type, members, online }: Queue): boolean =>
    (isBefore && type === 'quorum' && viewOf(snapshot, question.node) !== undefined) ||
    (members !== undefined && (online !== undefined || (isBefore && !names.some((name) => members.includes(name)))));
  const queues = queuesIn(contents).filter((queue) => isReplicated(queue) && !isKnown(queue));
  if (queues.length === 0) return [];
  const message = `The online members are not reported yet for ${enumerate(queues.map(nameOf))}`;
  return [{ subject: 'cluster', message, hint: 'Wait a few seconds: the leaders of the queues report periodically.' }];
}

/** What the node reports now: the queues that lose their majority without it. */
function byOwnCheck({ snapshot, question }: Holdings, all: readonly Replicated[]): RuleVerdict[] {
  const view = viewOf(snapshot, question.node);
  if (view === undefined) return [];
  const queues = new Map(all.map((queue) => [keyOf(queue), queue]));
  const isReported = (named: NamedQueue): boolean => {
    // In a two-node cluster, either node breaks every majority, and cluster-majority reports that.
    if (named.type === 'process') return memberNames(snapshot, question).length > 2;
    const queue = queues.get(keyOf(named));
    if (queue === undefined) return true;
    // Queues with too few members are reported above, and a member that is already offline changes nothing.
    if (!isMajorityWithout(queue, queue.possible, view.name)) return false;
    return queue.up?.includes(view.name) !== false || !isMajorityWithout(queue, queue.up, view.name);
  };
  const critical = view.critical.filter(isReported);
  if (critical.length === 0) return [];
  return [
    {
      subject: question.node,
      message: `${question.node} (${view.name}) reports that no majority remains without it for ${enumerate(critical.map(nameOf))}`,
      hint: 'Wait until the other members have caught up: rabbitmq-diagnostics check_if_node_is_quorum_critical',
    },
  ];
}

/** After the recycle, every queue must have all its members online again, on every existing node. */
function notBack({ snapshot }: Holdings, queues: readonly Replicated[]): RuleVerdict[] {
  const missing = queues.flatMap((queue) =>
    (queue.up === undefined ? [] : queue.possible)
      .filter((name) => !queue.up?.includes(name))
      .map((member) => ({ member, name: nameOf(queue) })),
  );
  const bySeen = [...Map.groupBy(missing, ({ member }) => member)].map(([member, of]) => ({
    subject: member,
    message: `On ${member}, the members of these queues are not online: ${enumerate(of.map(({ name }) => name))}`,
    hint: 'Wait until they have started and caught up.',
  }));
  // A queue with fewer than three members stays critical even if all its members are online.
  const sound = new Set(
    queues.filter(({ possible, members }) => possible.length > majorityOf(members.length)).map(keyOf),
  );
  const byCheck = [...snapshot.views].flatMap(([address, view]) => {
    const named = isGap(view) ? [] : view.critical.filter((each) => sound.has(keyOf(each)));
    if (isGap(view) || named.length === 0) return [];
    const message = `${address} (${view.name}) reports that not all members have caught up for ${enumerate(named.map(nameOf))}`;
    return [{ subject: address, message, hint: 'Wait until they have caught up.' }];
  });
  return [...bySeen, ...byCheck];
}

export const queueQuorum: RabbitmqRule = {
  id: 'R8',
  code: 'queue-quorum',
  requires:
    'Before the recycle: without the node, every quorum queue and stream with a member on the node keeps a majority of its members online. After the recycle: all members are online and have caught up.',
  why: 'Without a majority, a queue accepts and delivers no messages. RabbitMQ 3.10 leaves streams out of its own check, so streams are evaluated by the queue list.',
  onFailure:
    'Wait until the members are back. A queue of one or two members, or with members on nodes that no longer exist, is reported at once: add members with `rabbitmq-queues add_member` or `rabbitmq-streams add_replica`.',
  override: 'Accept it if clients can do without these queues while the node is recycled.',
  source: `RabbitMQ, rolling upgrade: ${upgradeGuide}`,
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
