import { formatDuration } from '@esg-recycler/core';
import { setTimeout as sleep } from 'node:timers/promises';

export class AttemptTimeout extends Error {}

/** @throws AttemptTimeout when the step takes longer; then the signal of the step is aborted */
export async function withTimeout<T>(step: (signal: AbortSignal) => Promise<T>, timeoutMs: number): Promise<T> {
  const ended = new AbortController();
  const timer = new AbortController();
  const timeout = sleep(timeoutMs, undefined, { signal: timer.signal, ref: false }).then((): never => {
    ended.abort();
    throw new AttemptTimeout(`no reply within ${formatDuration(timeoutMs)}`);
  });
  timeout.catch(() => undefined);
  try {
    return await Promise.race([step(ended.signal), timeout]);
  } finally {
    timer.abort();
  }
}
