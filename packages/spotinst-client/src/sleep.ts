import type { Clock } from './clock.ts';

/** Ends early when the signal is aborted. */
export const sleepUntilAborted = (clock: Clock, ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resume) => {
    const end = (): void => {
      signal?.removeEventListener('abort', end);
      cancel();
      resume();
    };
    const cancel = clock.after(ms, end);
    signal?.addEventListener('abort', end);
  });
