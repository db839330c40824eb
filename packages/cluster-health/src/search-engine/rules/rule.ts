import type { HealthQuestion } from '../../kind/question.ts';
import type { Rule, RuleVerdict } from '../../kind/rule.ts';
import { isGap } from '../../kind/gap.ts';
import { type SearchCluster, type SearchSnapshot } from '../snapshot.ts';

export type SearchRule = Rule<SearchSnapshot>;

/** The input of a rule about the cluster as one unit. */
export interface Known {
  snapshot: SearchSnapshot;
  cluster: SearchCluster;
  question: HealthQuestion;
}

/** Evaluates a rule if the cluster could be read; `cluster-whole` reports that it could not. */
export const onCluster =
  (find: (known: Known) => RuleVerdict[]): SearchRule['judge'] =>
  (snapshot, question) =>
    isGap(snapshot.cluster) ? [] : find({ snapshot, cluster: snapshot.cluster, question });

export const explainHint = 'Run GET /_cluster/allocation/explain to see why a copy is unassigned.';

/** `docs/0, docs/1, docs/2 and 4 more` */
export function enumerate(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
