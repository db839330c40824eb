import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs a step on a remote store again while its server is away. */
export type Reconnect = <T>(step: () => Promise<T>) => Promise<T>;

export interface ReconnectOptions {
  /** Of the store, without credentials: `redis://host:6379`. */
  place: string;
  /** How long a server may be away before a step fails, in milliseconds. */
  waitMs: number;
  /** How long one attempt may take, in milliseconds: a server that hangs is as good as away. */
  attemptMs: number;
  /** The cause behind an error of the client. Default: the error itself. */
  explain?: (error: unknown) => unknown;
  /** `away`: waiting can help. `refused`: the server replied with an error. Anything else is a bug, and passes as it is. */
  classify: (error: unknown) => 'away' | 'refused' | undefined;
}

const pauseMs = 200;

class AttemptTimeout extends Error {}

async function withTimeout<T>(step: () => Promise<T>, timeoutMs: number): Promise<T> {
  const timer = new AbortController();
  const timeout = sleep(timeoutMs, undefined, { signal: timer.signal, ref: false }).then((): never => {
    throw new AttemptTimeout(`no reply within ${formatDuration(timeoutMs)}`);
  });
  timeout.catch(() => undefined);
  try {
    return await Promise.race([step(), timeout]);
  } finally {
    timer.abort();
  }
}

/**
 * Steps are safe to run again: one whose reply was lost may have taken effect, and then finds that it has.
 *
 * @throws EsgError `store-unreachable`, exit code 5, when the server stays away; `store-failed`, exit code 1, when it
 * refuses
 */
export function createReconnect({
  place,
  waitMs,
  attemptMs,
  classify,
  explain = (error) => error,
}: ReconnectOptions): Reconnect {
  return async (step) => {
    const deadline = performance.now() + waitMs;
    for (;;) {
      try {
        return await withTimeout(step, attemptMs);
      } catch (caught) {
        if (caught instanceof EsgError) throw caught;
        const error = explain(caught);
        const failure = error instanceof AttemptTimeout ? 'away' : classify(error);
        if (failure === undefined) throw error;
        if (failure === 'refused') throw refusal(place, error as Error);
        if (performance.now() + pauseMs >= deadline) throw unreachable(place, waitMs, error as Error);
      }
      await sleep(pauseMs);
    }
  };
}

const unreachable = (place: string, waitMs: number, cause: Error): EsgError =>
  new EsgError(`store: ${place} does not respond (waited ${formatDuration(waitMs)}): ${cause.message}`, {
    code: 'store-unreachable',
    exitCode: ExitCode.unreachable,
    hint: 'No request is sent without the store. Check that the server is up and reachable, then run the same command again.',
    cause,
  });

const refusal = (place: string, cause: Error): EsgError =>
  new EsgError(`store: ${place} refused: ${cause.message}`, {
    code: 'store-failed',
    exitCode: ExitCode.failed,
    hint: 'Check user, password and permissions in store (ESG_STORE_URL). For a certificate of your own authority, set NODE_EXTRA_CA_CERTS=FILE.',
    cause,
  });
