import { excludedNames } from '../cluster.ts';
import { viewsIn } from '../snapshot.ts';
import type { RabbitmqRule } from './rule.ts';

export const noAlarms: RabbitmqRule = {
  id: 'R4',
  code: 'no-alarms',
  requires:
    'No node has a memory, disk or file descriptor alarm. Before the recycle, an alarm of the node that leaves is a warning.',
  why: 'An alarm on one node blocks the publishers of the cluster.',
  onFailure:
    'Let consumers catch up, free the resource, or raise its limit. List the alarms with `rabbitmq-diagnostics alarms`.',
  source: 'RabbitMQ, alarms: https://www.rabbitmq.com/docs/alarms',
  judge(snapshot, question) {
    const leaving = new Set(excludedNames(snapshot, question));
    const alarms = viewsIn(snapshot).flatMap((view) => view.alarms);
    const once = new Map(alarms.map((alarm) => [`${alarm.resource} ${alarm.node}`, alarm]));
    return [...once.values()].map(({ node, resource }) => ({
      subject: node,
      message: `${node} has a ${resource} alarm: all publishers of the cluster are blocked`,
      hint: 'Let consumers catch up, free the resource, or raise its limit. List the alarms: rabbitmq-diagnostics alarms',
      severity: leaving.has(node) ? 'warn' : 'block',
    }));
  },
};
