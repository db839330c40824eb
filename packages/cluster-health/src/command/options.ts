import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { readTimeoutMs } from '../kind/read-timeout.ts';

export const options = z.strictObject({
  /** The program and its arguments, run on the controller without a shell. It must only look: it is run again and again. */
  command: z.array(z.string()).min(1),
  /** How long one run may take; then it and whatever it started are killed. */
  timeout: duration('30s').refine((ms) => ms <= readTimeoutMs, { error: 'it must be 1m or less, as one look must' }),
});

export type CommandOptions = z.output<typeof options>;
