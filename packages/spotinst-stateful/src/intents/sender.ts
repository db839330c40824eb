import type { Finding } from '@esg-recycler/core';
import { isSameOwner, type Owner, ownerExists, ownerOf } from '@esg-recycler/esg-store';
import type { Context, WaitLimits } from '../context.ts';
import type { RecycleFailure } from '../verification/verdict.ts';
import type { RecycleOutcome } from '../verification/watch-recycle.ts';
import type { RecycleIntent } from '../records/intents.ts';

/**
 * Whether another process, running or stopped (SIGSTOP), may still send the request that it recorded. A process of
 * another host or boot cannot be checked from here: only time rules it out.
 */
export const maySend = (sender: Owner | undefined): sender is Owner =>
  sender !== undefined && ownerExists(sender) && !isSameOwner(sender, ownerOf());

/** The finding about a process that may still send a request. */
export const senderExists = ({ pid }: Owner, subject: string, what: string): Finding => ({
  code: 'sender-exists',
  severity: 'block',
  subject,
  message: `process ${pid} recorded ${what} and still exists: it may send the request at any moment`,
  hint: `End the process, then run the same command again: kill -9 ${pid} (a stopped process reacts to no other signal).`,
});

/**
 * Decides about an instance that stays unchanged although a recycle of it is recorded that Spot may not have accepted.
 * The request was never sent once its sender has been gone for the settle time. A sender that runs waits for its
 * response, watches the instance for the settle time and ends, because its lease is lost. One that outlives this time is
 * reported.
 */
export function judgeUnsent(
  { clock, requestTimeoutMs }: Pick<Context, 'clock' | 'requestTimeoutMs'>,
  { ssi, sender }: RecycleIntent,
  settleMs: number,
): () => RecycleOutcome | undefined {
  const startedAt = clock.now();
  let goneSince = maySend(sender) ? undefined : startedAt;
  return () => {
    const now = clock.now();
    if (maySend(sender)) {
      if (now - startedAt < requestTimeoutMs + 2 * settleMs) return undefined;
      const { code, message, hint = '' } = senderExists(sender, ssi, `a recycle of ${ssi}`);
      return { is: 'failed', code, message, hint, isOver: false } satisfies RecycleFailure;
    }
    goneSince ??= now;
    return now - goneSince >= settleMs ? { is: 'unchanged' } : undefined;
  };
}

/** @returns the process when it still exists after the timeout of a request; undefined when it cannot send anything */
export async function remainingSender(
  { clock, requestTimeoutMs, signal }: Pick<Context, 'clock' | 'requestTimeoutMs' | 'signal'>,
  sender: Owner | undefined,
  { pollIntervalMs }: Pick<WaitLimits, 'pollIntervalMs'>,
): Promise<Owner | undefined> {
  const deadline = clock.now() + requestTimeoutMs;
  while (maySend(sender)) {
    if (clock.now() >= deadline || signal?.aborted) return sender;
    await clock.sleep(pollIntervalMs, signal);
  }
  return undefined;
}
