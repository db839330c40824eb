import type { Measure } from '@esg-recycler/core';
import { addressOf, allSlots, isInSync } from './cluster.ts';
import type { RedisSnapshot } from './snapshot.ts';

/** The slots that have a master, and the replicas that are in sync with theirs. */
export function measures(snapshot: RedisSnapshot): Measure[] {
  const { peers } = snapshot;
  if (peers.length === 0) return [];
  const covered = peers.filter(({ role, failing }) => role === 'master' && failing !== 'fail');
  const replicas = peers.filter(({ role }) => role === 'replica');
  const inSync = replicas.filter(({ id }) => {
    const address = addressOf(snapshot, id);
    return address !== undefined && isInSync(snapshot, address);
  });
  return [
    { name: 'slots covered', value: covered.reduce((sum, { slots }) => sum + slots, 0), of: allSlots },
    { name: 'replicas in sync', value: inSync.length, of: replicas.length },
  ];
}
