import { z } from 'zod';
import { duration } from '../options/duration-option.ts';
import { readTimeoutMs } from '../kind/read-timeout.ts';

export const options = z.strictObject({
  /** The program and its arguments, run on the controller without a shell. It must be read-only, because it runs repeatedly. */
  command: z.array(z.string()).min(1),
  /** The timeout of one run. After it, the program and all its child processes are killed. */
  timeout: duration('30s').refine((ms) => ms <= readTimeoutMs, { error: 'it must be at most 1m' }),
});

export type CommandOptions = z.output<typeof options>;
