import type { HealthQuestion } from '../kind/question.ts';
import { isGap } from '../kind/gap.ts';
import { type SearchSnapshot, viewOf } from './snapshot.ts';

/** Of two nodes, the one that is to leave is silent already, and the other, which answers, elects nobody alone. */
export function isQuorumGoneWith(snapshot: SearchSnapshot, { phase, node, nodes, expect }: HealthQuestion): boolean {
  if (phase === 'after' || expect !== 2 || nodes.length !== 2 || !isGap(snapshot.cluster)) return false;
  const other = viewOf(
    snapshot,
    nodes.find((address) => address !== node)!,
  );
  return viewOf(snapshot, node) === undefined && other !== undefined && other.manager === undefined;
}
