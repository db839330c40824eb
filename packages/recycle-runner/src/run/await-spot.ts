import { type EmitEvent, EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import { SpotError } from '@esg-recycler/spotinst-client';

export interface SpotWait {
  /** How long Spot may be unreadable, in milliseconds. */
  timeoutMs: number;
  pollIntervalMs: number;
  emit: EmitEvent;
  /** Throws when the roll must not continue. */
  checkpoint: () => void;
  /** Ends early when a stop is requested. */
  sleep: (ms: number) => Promise<void>;
  now: () => number;
}

const isTransient = (error: unknown): error is SpotError => error instanceof SpotError && error.transient;

const gaveUp = (error: SpotError, timeoutMs: number): EsgError =>
  new EsgError(`Spot could not be read for ${formatDuration(timeoutMs)} (--timeout): ${error.message}`, {
    code: error.code,
    exitCode: ExitCode.unreachable,
    hint: error.hint,
    cause: error,
  });

/**
 * Reads Spot in the middle of a roll: no instance is in progress, so an outage of the API only delays it. Reports the
 * outage, when the run gives up, and its end.
 *
 * @throws EsgError exit code 5, the last error, after the timeout
 */
export async function awaitSpot<T>(read: () => Promise<T>, wait: SpotWait): Promise<T> {
  const { timeoutMs, pollIntervalMs, emit, checkpoint, sleep, now } = wait;
  const startedAt = now();
  let isReported = false;
  for (;;) {
    try {
      const result = await read();
      if (isReported) emit('spot_reachable', {}, { seconds: Math.round((now() - startedAt) / 1000) });
      return result;
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (now() - startedAt >= timeoutMs) throw gaveUp(error, timeoutMs);
      const until = new Date(startedAt + timeoutMs).toISOString();
      if (!isReported) emit('spot_unreachable', {}, { error: error.message, until });
      isReported = true;
      checkpoint();
      await sleep(pollIntervalMs);
      checkpoint();
    }
  }
}
