import { isRunning, namesOfNode, queuesIn } from '../cluster.ts';
import { nameOf, type NamedQueue, viewOf } from '../snapshot.ts';
import { enumerate, onContents, type RabbitmqRule, upgradeGuide } from './rule.ts';

export const mirrorSynchronised: RabbitmqRule = {
  id: 'R9',
  code: 'mirror-synchronised',
  requires: 'Before: every mirrored queue that the node leads has a synchronised mirror on another node that runs.',
  source: `${upgradeGuide} (check_if_node_is_mirror_sync_critical); https://www.rabbitmq.com/docs/3.13/ha#unsynchronised-mirrors`,
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
        message: `Without ${node}, no synchronised mirror remains of ${enumerate(queues)}: what they hold would be lost, or wait for it`,
        hint: 'Have them synchronised (rabbitmqctl sync_queue NAME), or let consumers empty them.',
      },
    ];
  }),
};
