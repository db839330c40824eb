import type { Measure } from '@esg-recycler/core';
import { isGap } from '../kind/gap.ts';
import type { SearchSnapshot } from './snapshot.ts';

/** The status, and the copies of shards that serve. */
export function measures({ cluster }: SearchSnapshot): Measure[] {
  if (isGap(cluster)) return [];
  const { copies, health } = cluster;
  const started = copies.filter(({ state }) => state === 'STARTED' || state === 'RELOCATING');
  return [
    { name: 'status', value: health.status },
    { name: 'shard copies started', value: started.length, of: copies.length },
    ...(health.relocating > 0 ? [{ name: 'relocating', value: health.relocating }] : []),
  ];
}
