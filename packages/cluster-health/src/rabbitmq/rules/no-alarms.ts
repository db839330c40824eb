import { excusedNames } from '../cluster.ts';
import { viewsIn } from '../snapshot.ts';
import type { RabbitmqRule } from './rule.ts';

export const noAlarms: RabbitmqRule = {
  id: 'R4',
  code: 'no-alarms',
  requires: 'No other node has a resource alarm; that of the node which leaves is a warning.',
  source: 'https://www.rabbitmq.com/docs/alarms',
  judge(snapshot, question) {
    const leaving = new Set(excusedNames(snapshot, question));
    const alarms = viewsIn(snapshot).flatMap((view) => view.alarms);
    const once = new Map(alarms.map((alarm) => [`${alarm.resource} ${alarm.node}`, alarm]));
    return [...once.values()].map(({ node, resource }) => ({
      subject: node,
      message: `${node} has an alarm of ${resource}: publishers of the whole cluster are held back`,
      hint: 'Let consumers catch up, free the resource, or raise its limit (rabbitmq-diagnostics alarms).',
      severity: leaving.has(node) ? 'warn' : 'block',
    }));
  },
};
