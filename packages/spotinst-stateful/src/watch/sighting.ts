import { isDeepStrictEqual } from 'node:util';
import type { SeenInstance } from '@esg-recycler/esg-store';
import { launchOf } from '../records/launch.ts';

/** What Spot has shown of something for some time, read after read. */
export interface Sighting<T> {
  seen: T;
  /** When it was first read like this, and when last, in milliseconds of one clock. */
  since: number;
  at: number;
  /** How many reads in a row showed the same. */
  reads: number;
}

/** Adds a read to what was seen so far. */
export const sight = <T>(
  previous: Sighting<T> | undefined,
  seen: T,
  at: number,
  isSame: (one: T, other: T) => boolean,
): Sighting<T> =>
  previous && isSame(previous.seen, seen)
    ? { ...previous, at, reads: previous.reads + 1 }
    : { seen, since: at, at, reads: 1 };

/** Spot takes a snapshot of every volume in use now and then, which says nothing about the instance. */
const withoutSnapshots = (instance: SeenInstance) => ({
  ...launchOf(instance),
  id: instance.id,
  state: instance.state,
  devices: instance.devices.map(({ deviceName, volumeId }) => ({ deviceName, volumeId })),
});

/** Whether two reads of an instance show the same; undefined: it is not listed. */
export const isSameInstance = (one: SeenInstance | undefined, other: SeenInstance | undefined): boolean =>
  one && other ? isDeepStrictEqual(withoutSnapshots(one), withoutSnapshots(other)) : one === other;
