import { isGap } from '../../kind/gap.ts';
import { nodesThatMatter } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { viewOf } from '../snapshot.ts';
import { onContents, type RabbitmqRule } from './rule.ts';

/** The health checks and the statistics cover only what the user may see. The rest would not be checked at all. */
const unreadable = onContents(({ contents }) =>
  contents.vhosts.flatMap(({ name, queues }): RuleVerdict[] => {
    if (!isGap(queues)) return [];
    const message = `The queues of the virtual host ${name} cannot be read: ${queues.why}`;
    return [{ subject: name, message, hint: queues.hint, isLasting: queues.isLasting ?? false }];
  }),
);

export const contentsReadable: RabbitmqRule = {
  id: 'R6',
  code: 'contents-readable',
  requires: 'All virtual hosts and their queues can be read.',
  why: 'Queues that the user may not see are not checked. A cluster would be considered healthy because its queues are hidden.',
  onFailure:
    "Grant the user permissions in every virtual host, which may be empty: `rabbitmqctl set_permissions --vhost VHOST USER '^$' '^$' '^$'`.",
  source: 'RabbitMQ, management, permissions: https://www.rabbitmq.com/docs/management#permissions',
  judge(snapshot, question) {
    const { contents } = snapshot;
    // A single node that is down is reported by cluster-majority.
    const isNobodyLeft = nodesThatMatter(question).length === 0 && viewOf(snapshot, question.node) === undefined;
    if (isNobodyLeft) return [];
    if (isGap(contents)) return [{ subject: 'cluster', message: `The queues cannot be read: ${contents.why}` }];
    return unreadable(snapshot, question);
  },
};
