import { isRunning, namesOfNode, queuesIn } from '../cluster.ts';
import { nameOf, type NamedQueue, viewOf } from '../snapshot.ts';
import { enumerate, onContents, type RabbitmqRule, upgradeGuide } from './rule.ts';

export const mirrorSynchronised: RabbitmqRule = {
  id: 'R9',
  code: 'mirror-synchronised',
  requires:
    'Before the recycle: every mirrored queue that the node leads has a synchronized mirror on another running node.',
  why: 'An unsynchronized mirror lacks messages. It is promoted without them, or not at all.',
  onFailure: 'Synchronize the queue with `rabbitmqctl sync_queue NAME`, or let consumers drain it.',
  source: `RabbitMQ, rolling upgrade: ${upgradeGuide}; RabbitMQ 3.13, mirroring: https://www.rabbitmq.com/docs/3.13/ha#unsynchronised-mirrors`,
  judge: onContents(({ snapshot, contents, question }) => {
    const { phase, node } = question;
    if (phase === 'after') return [];
    const runs = (name: string) => isRunning(snapshot, question, name);
    const names = new Set(namesOfNode(snapshot, question).filter(runs));
    const bySeen = queuesIn(contents).filter(
      ({ node: leader, mirrors = [], synchronisedMirrors = [] }) =>
        leader !== undefined &&
        names.has(leader) &&
        mirrors.length > 0 &&
        !synchronisedMirrors.some((mirror) => mirror !== leader && mirrors.includes(mirror) && runs(mirror)),
    );
    const byCheck: readonly NamedQueue[] = viewOf(snapshot, node)?.withoutMirror ?? [];
    const queues = [...new Set([...bySeen, ...byCheck].map(nameOf))];
    if (queues.length === 0) return [];
    return [
      {
        subject: node,
        message: `Without ${node}, no synchronized mirror remains for ${enumerate(queues)}: messages would be lost or unavailable`,
        hint: 'Synchronize the queues (rabbitmqctl sync_queue NAME), or let consumers drain them.',
      },
    ];
  }),
};
