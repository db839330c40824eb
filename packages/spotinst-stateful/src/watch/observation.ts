import { isDeepStrictEqual } from 'node:util';
import type { SeenInstance } from '@esg-recycler/esg-store';
import { launchOf } from '../records/launch.ts';

/** What consecutive reads have shown. */
export interface Observation<T> {
  seen: T;
  /** When it was read like this first without a failed read since, and when last, in milliseconds of one clock. */
  since: number;
  at: number;
  /** How many reads in a row showed the same. */
  reads: number;
}

/** Adds a read to an observation. */
export const observe = <T>(
  previous: Observation<T> | undefined,
  seen: T,
  at: number,
  isSame: (one: T, other: T) => boolean,
): Observation<T> =>
  previous && isSame(previous.seen, seen)
    ? { ...previous, at, reads: previous.reads + 1 }
    : { seen, since: at, at, reads: 1 };

/** Without snapshot ids: Spot takes snapshots of volumes in use, which says nothing about the instance. */
const withoutSnapshots = (instance: SeenInstance) => ({
  ...launchOf(instance),
  id: instance.id,
  state: instance.state,
  devices: instance.devices.map(({ deviceName, volumeId }) => ({ deviceName, volumeId })),
});

/** Whether two reads of an instance are equal; undefined: it is not listed. */
export const isSameInstance = (one: SeenInstance | undefined, other: SeenInstance | undefined): boolean =>
  one && other ? isDeepStrictEqual(withoutSnapshots(one), withoutSnapshots(other)) : one === other;
