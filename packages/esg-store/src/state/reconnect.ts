import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RemoteLimits } from './remote-limits.ts';
import { AttemptTimeout, withTimeout } from './with-timeout.ts';

/** Runs a step on a remote store again while its server is away. A step must not write once its signal is aborted. */
export type Reconnect = <T>(step: (signal: AbortSignal) => Promise<T>) => Promise<T>;

export interface ReconnectOptions {
  /** Of the store, without credentials: `redis://host:6379`. */
  place: string;
  /** A server that hangs longer than one attempt may take is as good as away. */
  limits: RemoteLimits;
  /** The cause behind an error of the client. Default: the error itself. */
  explain?: (error: unknown) => unknown;
  /** `away`: waiting can help. `refused`: the server replied with an error. Anything else is a bug, and passes as it is. */
  classify: (error: unknown) => 'away' | 'refused' | undefined;
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const certificate = /CERT|SELF_SIGNED|UNABLE_TO/;

const pauseMs = 200;
/** At the end of the wait, an attempt still gets the time for a connection. */
const shortestAttemptMs = 1000;

/**
 * Waits for a server that is away until the lease ends, which the server would otherwise confirm. Then every further step
 * has one attempt, so that a command ends soon. Steps are safe to run again: one whose reply was lost may have taken
 * effect, and then finds that it has.
 *
 * @throws EsgError `store-unreachable`, exit code 5, when the server stays away; `store-failed`, exit code 1, when it
 * refuses
 */
export function createReconnect({
  place,
  limits: { graceMs, attemptMs, leaseEnd = () => 0 },
  classify,
  explain = (error) => error,
}: ReconnectOptions): Reconnect {
  /** Of the first attempt without a reply since the last reply. */
  let awaySince: number | undefined;
  const waitEnd = (since: number): number => Math.max(since + graceMs, leaseEnd(since));
  const attemptTime = (): number => {
    if (awaySince === undefined) return attemptMs;
    const left = waitEnd(awaySince) - performance.now();
    return Math.min(attemptMs, Math.max(shortestAttemptMs, left));
  };

  const reasonOf = (error: unknown) => {
    if (error instanceof AttemptTimeout) return 'away';
    return certificate.test(String((error as { code?: unknown }).code)) ? 'refused' : classify(error);
  };

  return async (step) => {
    for (;;) {
      const startedAt = performance.now();
      try {
        const result = await withTimeout(step, attemptTime());
        awaySince = undefined;
        return result;
      } catch (caught) {
        const error = explain(caught);
        const failure = caught instanceof EsgError ? undefined : reasonOf(error);
        if (failure !== 'away') awaySince = undefined;
        if (failure === undefined) throw error;
        if (failure === 'refused') throw refusal(place, error as Error);
        awaySince ??= startedAt;
        const now = performance.now();
        if (now + pauseMs >= waitEnd(awaySince)) throw unreachable(place, now - awaySince, error as Error);
      }
      await sleep(pauseMs);
    }
  };
}

const unreachable = (place: string, waitedMs: number, cause: Error): EsgError => {
  const waited = formatDuration(Math.max(1000, Math.round(waitedMs / 1000) * 1000));
  return new EsgError(`store: ${place} does not respond (waited ${waited}): ${cause.message}`, {
    code: 'store-unreachable',
    exitCode: ExitCode.unreachable,
    hint: 'No request is sent without the store. Check that the server is up and reachable, then run the same command again.',
    cause,
  });
};

const refusal = (place: string, cause: Error): EsgError =>
  new EsgError(`store: ${place} refused: ${cause.message}`, {
    code: 'store-failed',
    exitCode: ExitCode.failed,
    hint: 'Check user, password and permissions in store (ESG_STORE_URL). For a certificate of your own authority, set NODE_EXTRA_CA_CERTS=FILE.',
    cause,
  });
