import type { RuleVerdict } from '../../kind/rule.ts';
import { isRunning, namesOfNode, queuesIn } from '../cluster.ts';
import { isReplicated } from '../replicated.ts';
import { nameOf, type Queue } from '../snapshot.ts';
import { enumerate, onContents, type RabbitmqRule } from './rule.ts';

const isOnOneNode = (queue: Queue): boolean => !isReplicated(queue) && (queue.mirrors ?? []).length === 0;

/** `3 durable queues, orders, payments and invoices` */
const countOf = (queues: readonly Queue[], what: string): string =>
  `${queues.length} ${what} queue${queues.length === 1 ? '' : 's'} (${enumerate(queues.map(nameOf))})`;

export const queuesElsewhere: RabbitmqRule = {
  id: 'R10',
  code: 'queues-elsewhere',
  requires: 'Before: no durable queue is on the node alone. Exclusive and transient queues there are a warning.',
  source: 'https://www.rabbitmq.com/docs/classic-queues',
  isOverridable: true,
  judge: onContents(({ snapshot, contents, question }) => {
    const { phase, node } = question;
    if (phase === 'after') return [];
    const names = new Set(namesOfNode(snapshot, question).filter((name) => isRunning(snapshot, question, name)));
    const here = queuesIn(contents).filter(
      (queue) => queue.node !== undefined && names.has(queue.node) && isOnOneNode(queue),
    );
    const kept = here.filter(({ isDurable, isExclusive }) => isDurable && !isExclusive);
    const lost = here.filter((queue) => !kept.includes(queue));
    const verdicts: RuleVerdict[] = [];
    if (kept.length > 0) {
      verdicts.push({
        subject: node,
        message: `${countOf(kept, 'durable')} on ${node} alone: nobody can use them while it is away`,
        hint: "Make them quorum queues, or accept it: --override 'queues-elsewhere=why'.",
        isLasting: true,
      });
    }
    if (lost.length > 0) {
      const message = `${countOf(lost, 'exclusive or transient')} on ${node} end with it, and whatever they hold`;
      verdicts.push({ subject: node, message, severity: 'warn' });
    }
    return verdicts;
  }),
};
