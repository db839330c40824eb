import { excludedNames, memberNames } from '../cluster.ts';
import { enumerate, onContents, type RabbitmqRule } from './rule.ts';

export const vhostsRunning: RabbitmqRule = {
  id: 'R7',
  code: 'vhosts-running',
  requires: 'Every virtual host is running on every node. Before the recycle, the node that leaves does not count.',
  why: 'A virtual host can fail on a single node, and all its queues on that node with it.',
  onFailure: 'Wait if the node is starting. Otherwise check its log and run `rabbitmqctl restart_vhost`.',
  source: 'RabbitMQ, virtual hosts: https://www.rabbitmq.com/docs/vhosts',
  judge: onContents(({ snapshot, contents, question }) => {
    const leaving = new Set(excludedNames(snapshot, question));
    return memberNames(snapshot, question)
      .filter((member) => !leaving.has(member))
      .flatMap((member) => {
        const stopped = contents.vhosts.filter(({ states }) => states.get(member) !== 'running');
        if (stopped.length === 0) return [];
        const names = stopped.map(({ name, states }) => `${name} (${states.get(member) ?? 'not reported'})`);
        const message = `Virtual hosts are not running on ${member}: ${enumerate(names)}`;
        return [
          {
            subject: member,
            message,
            hint: 'Wait if the node is starting. Otherwise check its log, then: rabbitmqctl restart_vhost',
          },
        ];
      });
  }),
};
