import type { HealthQuestion } from '../../kind/question.ts';
import type { Rule, RuleVerdict } from '../../kind/rule.ts';
import { isGap } from '../../kind/gap.ts';
import { type SearchCluster, type SearchSnapshot } from '../snapshot.ts';

export type SearchRule = Rule<SearchSnapshot>;

/** What a rule on the whole cluster is given. */
export interface Known {
  snapshot: SearchSnapshot;
  cluster: SearchCluster;
  question: HealthQuestion;
}

/** A rule on what is known of the whole cluster; that nothing is known is for `cluster-whole` to find. */
export const onCluster =
  (find: (known: Known) => RuleVerdict[]): SearchRule['judge'] =>
  (snapshot, question) =>
    isGap(snapshot.cluster) ? [] : find({ snapshot, cluster: snapshot.cluster, question });

/** `docs/0, docs/1, docs/2 and 4 more` */
export function enumerate(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
