import type { Measure } from '@esg-recycler/core';
import { isGap } from '../kind/gap.ts';
import type { HealthQuestion } from '../kind/question.ts';
import { servingViews, viewOf } from './cluster.ts';
import type { EtcdSnapshot } from './snapshot.ts';

/** How many log entries the slowest member is behind the leader. */
export function measures(snapshot: EtcdSnapshot, question: HealthQuestion): Measure[] {
  const leader = question.nodes
    .map((address) => viewOf(snapshot, address))
    .find((view) => view !== undefined && view.id === view.leader);
  if (leader === undefined) return [];
  const behind = servingViews(snapshot, question).flatMap(([, { later }]) =>
    isGap(later) ? [] : [Math.max(0, leader.committed - later.applied)],
  );
  return behind.length > 0 ? [{ name: 'entries behind the leader', value: Math.max(...behind) }] : [];
}
