import type { Measure } from '@esg-recycler/core';
import type { HealthQuestion } from '../kind/question.ts';
import { contentsFor } from './cluster.ts';
import { replicatedQueues } from './replicated.ts';
import type { RabbitmqSnapshot } from './snapshot.ts';

/** The replicated queues whose members are all online. */
export function measures(snapshot: RabbitmqSnapshot, question: HealthQuestion): Measure[] {
  const contents = contentsFor(snapshot, question);
  const queues = contents === undefined ? [] : replicatedQueues(snapshot, contents, question);
  if (queues.length === 0) return [];
  const complete = queues.filter(({ up, members }) => up !== undefined && up.length >= members.length);
  return [{ name: 'replicated queues complete', value: complete.length, of: queues.length }];
}
