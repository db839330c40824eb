import { isGap } from '../../kind/gap.ts';
import { nodesThatMatter } from '../../kind/question.ts';
import type { RuleVerdict } from '../../kind/rule.ts';
import { viewOf } from '../snapshot.ts';
import { onContents, type RabbitmqRule } from './rule.ts';

/** The health checks and the statistics speak of what the user may see, so that which it may not is not judged at all. */
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
  requires: 'The virtual hosts and all their queues can be read.',
  source: 'https://www.rabbitmq.com/docs/management#permissions',
  judge(snapshot, question) {
    const { contents } = snapshot;
    // A single node that is down tells nothing, and takes nothing away: cluster-majority speaks of it.
    const isNobodyLeft = nodesThatMatter(question).length === 0 && viewOf(snapshot, question.node) === undefined;
    if (isNobodyLeft) return [];
    if (isGap(contents)) return [{ subject: 'cluster', message: `The queues cannot be read: ${contents.why}` }];
    return unreadable(snapshot, question);
  },
};
