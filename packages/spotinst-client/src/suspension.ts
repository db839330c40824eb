import { z } from 'zod';
import { list, text } from './wire.ts';

/** A process of a group that Spot does not run for now. */
export interface Suspension {
  /** AUTO_SCALE, AUTO_HEALING, OUT_OF_STRATEGY, PREVENTIVE_REPLACEMENT, REVERT_PREFERRED, SCHEDULING, … */
  name: string;
  /** A time stamp of Spot; null: until it is lifted; absent: Spot does not tell. */
  expiresAt?: string | null;
}

/** What to suspend; without `ttlInMinutes` it stays suspended until it is lifted. */
export interface SuspensionRequest {
  name: string;
  ttlInMinutes?: number;
}

/** `processes` is documented as a text and is a list; the ends are told in `suspensions`, which may be missing. */
export const suspensions = z
  .object({
    processes: z.union([z.string().transform((value) => value.split(/[\s,]+/).filter(Boolean)), list(z.string())]),
    suspensions: list(z.object({ name: z.string().min(1), expiresAt: text })),
  })
  .transform(({ processes, suspensions: reported }): Suspension[] => [
    ...reported,
    ...processes.filter((name) => !reported.some((one) => one.name === name)).map((name) => ({ name })),
  ]);
