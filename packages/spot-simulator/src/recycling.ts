import { z } from 'zod';

const ms = z.number().nonnegative();

/** How the recycles of an instance go: their timing, and what Spot's documentation leaves open. */
export const recyclingSchema = z.strictObject({
  /** How long after an accepted request the list still shows the instance as it was. */
  lagMs: ms,
  /** How long the imperative state (RECYCLE, PAUSE, RESUME, DEALLOCATE) lasts, besides the machine's own shutdown. */
  requestedMs: ms,
  /** How long RECYCLING lasts, or what is shown in its place; a pause or a resume takes half of it. */
  durationMs: ms,
  /**
   * How it ends. `unchanged`: accepted, and nothing ever happens; `stuck`: RECYCLING for ever; `vanished`: no longer
   * listed; `error`, `paused` and `deallocated`: in that state, without an EC2 instance.
   */
  outcome: z.enum(['active', 'error', 'paused', 'vanished', 'deallocated', 'unchanged', 'stuck']),
  /** Whether the list shows anything between the old ACTIVE and the end. */
  visible: z.boolean(),
  /** Whether PAUSING, PAUSED and RESUMING are shown on the way, in place of RECYCLING. */
  exposesPausing: z.boolean(),
  /** The `instanceId` shown while RECYCLING. */
  instanceIdMeanwhile: z.enum(['old', 'empty', 'new']),
  /** The image that comes up whatever the group says; null: the right one. */
  imageAfter: z.string().nullable(),
  /** Whether persisted volumes come back as other volumes. */
  changesVolumes: z.boolean(),
  /** Whether a persisted address comes back as another address. */
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
