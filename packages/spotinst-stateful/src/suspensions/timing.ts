import { type Context, type WaitLimits } from '../context.ts';
import { settleTime } from '../watch/settle.ts';

/** The shortest time between a read and the effect of the request that follows it, in milliseconds. */
const leastWindowMs = 1000;

/** The times of a claim, in milliseconds; docs/decisions/007-mark-in-spot.md derives them. */
export interface ClaimTiming {
  /** L: within this time, reads show a change. */
  lagMs: number;
  /** δ: a suspension takes effect at most this long after the read before it. */
  windowMs: number;
  /** W: at least 2 L + δ after its suspension, a run reads whether the suspension is still in force. */
  waitMs: number;
}

export function claimTiming(
  { pollIntervalMs }: Pick<WaitLimits, 'pollIntervalMs'>,
  context: Pick<Context, 'apiUrl' | 'requestTimeoutMs'>,
): ClaimTiming {
  const lagMs = settleTime(pollIntervalMs, context);
  const windowMs = Math.max(lagMs / 2, leastWindowMs);
  return { lagMs, windowMs, waitMs: 2 * lagMs + windowMs };
}
