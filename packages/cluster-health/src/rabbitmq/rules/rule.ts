import type { HealthQuestion } from '../../kind/question.ts';
import type { Rule, RuleVerdict } from '../../kind/rule.ts';
import { contentsFor } from '../cluster.ts';
import type { Contents, RabbitmqSnapshot } from '../snapshot.ts';

export type RabbitmqRule = Rule<RabbitmqSnapshot>;

/** The source of most of these rules. */
export const upgradeGuide = 'https://www.rabbitmq.com/docs/rolling-upgrade';
export const clusteringGuide = 'https://www.rabbitmq.com/docs/clustering';

/** The input of a rule about queues and virtual hosts. */
export interface Holdings {
  snapshot: RabbitmqSnapshot;
  contents: Contents;
  question: HealthQuestion;
}

/** A rule about the contents of the cluster. If they cannot be read, `contents-readable` reports it. */
export const onContents =
  (find: (known: Holdings) => RuleVerdict[]): RabbitmqRule['judge'] =>
  (snapshot, question) => {
    const contents = contentsFor(snapshot, question);
    return contents === undefined ? [] : find({ snapshot, contents, question });
  };

/** `orders, payments and 4 more` */
export function enumerate(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
