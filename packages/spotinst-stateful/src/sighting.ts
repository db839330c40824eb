import { isDeepStrictEqual } from 'node:util';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';

/** What Spot's list has shown of an instance for some time, read after read. */
export interface Sighting {
  /** undefined: the list does not hold it. */
  instance: StatefulInstance | undefined;
  /** When it was first read like this, and when last, in milliseconds of one clock. */
  since: number;
  at: number;
  /** How many reads in a row showed the same. */
  reads: number;
}

/** Adds a read to what was seen so far. */
export const sight = (previous: Sighting | undefined, instance: StatefulInstance | undefined, at: number): Sighting =>
  previous && isDeepStrictEqual(previous.instance, instance)
    ? { ...previous, at, reads: previous.reads + 1 }
    : { instance, since: at, at, reads: 1 };
