import type { Question } from '../../question.ts';
import type { Rule, Verdict } from '../../rule.ts';
import { type Cluster, isGap, type Snapshot } from '../snapshot.ts';

export type OpenSearchRule = Rule<Snapshot>;

/** What a rule on the whole cluster is given. */
export interface Known {
  snapshot: Snapshot;
  cluster: Cluster;
  question: Question;
}

/** A rule on what is known of the whole cluster; that nothing is known is for `cluster-whole` to find. */
export const onCluster =
  (judge: (known: Known) => Verdict[]): OpenSearchRule['judge'] =>
  (snapshot, question) =>
    isGap(snapshot.cluster) ? [] : judge({ snapshot, cluster: snapshot.cluster, question });

/** `docs/0, docs/1, docs/2 and 4 more` */
export function enumerate(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
