import { z } from 'zod';
import { list, text } from './wire.ts';

/** A process of a group that is suspended. */
export interface Suspension {
  /** AUTO_SCALE, AUTO_HEALING, OUT_OF_STRATEGY, PREVENTIVE_REPLACEMENT, REVERT_PREFERRED, SCHEDULING, … */
  name: string;
  /** A timestamp of Spot; null: until it is resumed; absent: Spot does not report it. */
  expiresAt?: string | null;
}

/** A process to suspend; without `ttlInMinutes` it stays suspended until it is resumed. */
export interface SuspensionRequest {
  name: string;
  ttlInMinutes?: number;
}

/** `processes` is documented as text and is a list. `suspensions`, which can be missing, has the expiry. */
export const suspensions = z
  .object({
    processes: z.union([z.string().transform((value) => value.split(/[\s,]+/).filter(Boolean)), list(z.string())]),
    suspensions: list(z.object({ name: z.string().min(1), expiresAt: text })),
  })
  .transform(({ processes, suspensions: reported }): Suspension[] => [
    ...reported,
    ...processes.filter((name) => !reported.some((one) => one.name === name)).map((name) => ({ name })),
  ]);
