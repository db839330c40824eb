import type { Finding } from '@esg-recycler/core';
import { isSameOwner, type Owner, ownerExists, ownerOf } from '@esg-recycler/esg-store';
import type { Context, WaitLimits } from '../context.ts';
import type { RecycleFailure } from '../verification/verdict.ts';
import type { RecycleOutcome } from '../verification/watch-recycle.ts';
import type { RecycleIntent } from '../records/intents.ts';

/**
 * Whether another process, running or stopped (SIGSTOP), may still send what it has put on record. Of a process of
 * another host or boot nobody can tell: there only time rules it out.
 */
export const maySend = (sender: Owner | undefined): sender is Owner =>
  sender !== undefined && ownerExists(sender) && !isSameOwner(sender, ownerOf());

/** What to do about a process that may still send something about a group or an instance. */
export const senderExists = ({ pid }: Owner, subject: string, what: string): Finding => ({
  code: 'sender-exists',
  severity: 'block',
  subject,
  message: `process ${pid}, which was about to request ${what}, still exists, and may request it at any moment`,
  hint: `End it (kill -9 ${pid}; a stopped process ends by no other signal), then run the same again.`,
});

/**
 * What to make of an instance that stays as it was, though a recycle of it is on record that Spot is not known to have
 * accepted. That it was never sent is believed once the process that was to send it is gone for the settle time. One
 * that runs waits for its answer, looks at the instance for the settle time itself, and ends, for its lease is lost; one
 * that does not is told.
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

/** @returns the process, when it has not ended within the time of a request; undefined when it can send nothing */
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
