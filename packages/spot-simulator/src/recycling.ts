import { z } from 'zod';

const ms = z.number().nonnegative();

/** The behavior of recycles: their timing, and what the documentation of Spot leaves open. */
export const recyclingSchema = z.strictObject({
  /** How long the list shows the old state after an accepted request. */
  lagMs: ms,
  /** How long the imperative state (RECYCLE, PAUSE, RESUME, DEALLOCATE) lasts, in addition to the shutdown of the machine. */
  requestedMs: ms,
  /** How long RECYCLING (or what is shown instead) lasts. A pause or a resume takes half of it. */
  durationMs: ms,
  /**
   * The result. `unchanged`: accepted, but nothing happens; `stuck`: RECYCLING forever; `vanished`: no longer listed;
   * `error`, `paused` and `deallocated`: that state, without an EC2 instance.
   */
  outcome: z.enum(['active', 'error', 'paused', 'vanished', 'deallocated', 'unchanged', 'stuck']),
  /** Whether the list shows the states between the old ACTIVE and the end. */
  visible: z.boolean(),
  /** Whether PAUSING, PAUSED and RESUMING are shown instead of RECYCLING. */
  exposesPausing: z.boolean(),
  /** The `instanceId` shown while RECYCLING. */
  instanceIdMeanwhile: z.enum(['old', 'empty', 'new']),
  /** The image of the new instance, instead of the group's; null: the group's image. */
  imageAfter: z.string().nullable(),
  /** Whether persisted volumes are replaced by other volumes. */
  changesVolumes: z.boolean(),
  /** Whether a persisted address is replaced by another address. */
  changesAddress: z.boolean(),
  /** Whether the data folder of a real process is empty afterwards, although its volumes are persisted. */
  emptiesData: z.boolean(),
});

export type Recycling = z.infer<typeof recyclingSchema>;

export const defaultRecycling: Recycling = {
  lagMs: 50,
  requestedMs: 20,
  durationMs: 200,
  outcome: 'active',
  visible: true,
  exposesPausing: false,
  instanceIdMeanwhile: 'old',
  imageAfter: null,
  changesVolumes: false,
  changesAddress: false,
  emptiesData: false,
};
