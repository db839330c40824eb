import { overrideHint } from '../../kind/override-hint.ts';
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
  requires:
    'Before the recycle: no durable queue exists only on the node. Every classic queue without mirrors is such a queue. Exclusive and transient queues are a warning.',
  why: 'Such a queue is unavailable while the node is recycled. Exclusive and transient queues are deleted with the node.',
  onFailure: 'Replace the queues with quorum queues. The problem is reported at once.',
  override: 'Accept it if clients can do without these queues while the node is recycled.',
  source: 'RabbitMQ, classic queues: https://www.rabbitmq.com/docs/classic-queues',
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
        message: `${countOf(kept, 'durable')} only on ${node}: unavailable while it is recycled`,
        hint: `Replace them with quorum queues. ${overrideHint('queues-elsewhere', 'these queues are unavailable meanwhile')}`,
        isLasting: true,
      });
    }
    if (lost.length > 0) {
      const message = `${countOf(lost, 'exclusive or transient')} on ${node}: deleted with their messages when it leaves`;
      verdicts.push({ subject: node, message, severity: 'warn' });
    }
    return verdicts;
  }),
};
