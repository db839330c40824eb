import { excusedNames, memberNames } from '../cluster.ts';
import { enumerate, onContents, type RabbitmqRule } from './rule.ts';

export const vhostsRunning: RabbitmqRule = {
  id: 'R7',
  code: 'vhosts-running',
  requires: 'Every virtual host runs on every node but the one that leaves.',
  source: 'https://www.rabbitmq.com/docs/vhosts (rabbitmqctl restart_vhost)',
  judge: onContents(({ snapshot, contents, question }) => {
    const leaving = new Set(excusedNames(snapshot, question));
    return memberNames(snapshot, question)
      .filter((member) => !leaving.has(member))
      .flatMap((member) => {
        const stopped = contents.vhosts.filter(({ states }) => states.get(member) !== 'running');
        if (stopped.length === 0) return [];
        const names = stopped.map(({ name, states }) => `${name} (${states.get(member) ?? 'not told'})`);
        const message = `On ${member}, virtual hosts do not run: ${enumerate(names)}`;
        return [
          {
            subject: member,
            message,
            hint: 'Is the node starting? Else look into its log: rabbitmqctl restart_vhost.',
          },
        ];
      });
  }),
};
