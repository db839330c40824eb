import { ExitCode } from '@esg-recycler/core';
import type { z } from 'zod';
import { readAnswer } from './answer.ts';
import { createCleaner, pathOf, type SpotCall, type CallSite } from './call.ts';
import type { Clock } from './clock.ts';
import type { Limiter } from './limiter.ts';
import { networkError } from './network-error.ts';
import { sleepUntilAborted } from './sleep.ts';
import { SpotError } from './spot-error.ts';
import { createTransport, type HttpAnswer } from './transport.ts';

/** One request that was sent, for counts and measurements. */
export interface RequestRecord {
  method: SpotCall['method'];
  /** The template of the path: rate limits count per template. */
  route: string;
  path: string;
  accountId: string;
  /** HTTP status; null without a response. */
  status: number | null;
  durationMs: number;
}

export interface RequesterOptions {
  apiUrl: string;
  token: string;
  accountId: string;
  timeoutMs: number;
  limiter: Limiter;
  clock: Clock;
  random: () => number;
  onRequest: (record: RequestRecord) => void;
}

/** Sends a call and returns the items of the response, each validated with `item`. */
export type Requester = <T extends z.ZodType>(call: SpotCall, item: T) => Promise<z.output<T>[]>;

const abandoned = ({ method, path, accountId }: CallSite, cause: unknown): SpotError =>
  new SpotError(`${method} ${path} (account ${accountId}): stopped before Spot responded`, {
    code: 'stopped',
    exitCode: ExitCode.stopped,
    outcome: 'not-sent',
    hint: 'This request did not change anything.',
    cause,
  });

const maxAnswerBytes = 256 * 1024 * 1024;
const attempts = 4;
const firstPauseMs = 400;

/**
 * A GET that fails with a transient error is sent up to 4 times, with growing pauses (0.4 s, 0.8 s, 1.6 s, ± 25 %). Any
 * other request is sent once: only its caller can find out whether it was accepted.
 */
export function createRequester(options: RequesterOptions): Requester {
  const { apiUrl, token, accountId, timeoutMs, limiter, clock, random, onRequest } = options;
  const transport = createTransport({ token, timeoutMs, maxAnswerBytes });
  const clean = createCleaner(token);
  const base = new URL(apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);

  async function sendOnce(call: SpotCall, path: string, site: CallSite): Promise<HttpAnswer> {
    const { method, route, query, body, beforeSend, signal } = call;
    const url = new URL(path.slice(1), base);
    url.search = new URLSearchParams({ ...query, accountId }).toString();
    await beforeSend?.();
    const startedAt = clock.now();
    let status: number | null = null;
    try {
      const answer = await transport({ method, url: url.href, body, ...(method === 'GET' && { signal }) });
      status = answer.status;
      return answer;
    } catch (error) {
      if (method === 'GET') signal?.throwIfAborted();
      throw networkError(error, site, { timeoutMs, maxAnswerBytes });
    } finally {
      onRequest({ method, route, path, accountId, status, durationMs: clock.now() - startedAt });
    }
  }

  const pause = (attempt: number, signal?: AbortSignal) =>
    sleepUntilAborted(clock, firstPauseMs * 2 ** (attempt - 1) * (0.75 + random() / 2), signal);

  return async (call, item) => {
    const { method, route, signal } = call;
    const path = pathOf(call);
    const site: CallSite = { method, path, accountId, origin: base.origin, clean };
    const isRead = method === 'GET';
    for (let attempt = 1; ; attempt++) {
      try {
        const send = () => sendOnce(call, path, site);
        return readAnswer(await limiter.run(`${method} ${route}`, send, isRead, signal), site, item);
      } catch (error) {
        if (signal?.aborted && error === signal.reason) throw abandoned(site, error);
        const isTransient = error instanceof SpotError && error.transient && error.code !== 'spot-rate-limited';
        if (!isRead || !isTransient || attempt === attempts) throw error;
      }
      await pause(attempt, signal);
    }
  };
}
