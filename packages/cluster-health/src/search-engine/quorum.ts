import type { HealthQuestion } from '../kind/question.ts';
import { isGap } from '../kind/gap.ts';
import { type SearchSnapshot, viewOf } from './snapshot.ts';

/** Whether the leaving one of two nodes is silent, and the other one responds but cannot elect a manager alone. */
export function isQuorumGoneWith(snapshot: SearchSnapshot, { phase, node, nodes, expect }: HealthQuestion): boolean {
  if (phase === 'after' || expect !== 2 || nodes.length !== 2 || !isGap(snapshot.cluster)) return false;
  const other = viewOf(
    snapshot,
    nodes.find((address) => address !== node)!,
  );
  return viewOf(snapshot, node) === undefined && other !== undefined && other.manager === undefined;
}
