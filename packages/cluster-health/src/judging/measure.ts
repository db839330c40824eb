import type { Measure } from '@esg-recycler/core';
import type { Kind } from '../kind/kind.ts';
import { type HealthQuestion, nodesThatMatter } from '../kind/question.ts';
import type { KindJudgement } from './judgement.ts';

/** How many nodes serve, of those that must. A kind that reads for each node knows nothing about the others. */
function nodesServing(kind: Kind, snapshot: unknown, question: HealthQuestion): Measure[] {
  if (kind.readsForEachNode) return [];
  const { phase, nodes, expect } = question;
  const value = nodesThatMatter(question).filter((address) => kind.standing(snapshot, address).isServing).length;
  return [{ name: 'nodes serving', value, of: Math.max(nodes.length, expect) - (phase === 'before' ? 1 : 0) }];
}

/** The numbers of one reading. Pure. */
export function measure(kind: Kind, read: unknown, question: HealthQuestion): Pick<KindJudgement, 'numbers'> {
  const snapshot = kind.snapshotFor?.(read, question) ?? read;
  const numbers = [...nodesServing(kind, snapshot, question), ...(kind.measures?.(snapshot, question) ?? [])];
  return numbers.length > 0 ? { numbers } : {};
}
