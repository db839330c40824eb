import { createHash } from 'node:crypto';
import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Cache } from '@esg-recycler/esg-store';
import type { z } from 'zod';

export interface CachedReadsOptions {
  /** Undefined: every read sends a request. */
  cache: Cache | undefined;
  /** How long a response is valid, in milliseconds; 0 stores none. */
  ttlMs: number;
  /** Send the request even if the cache has a response, and store the new response. */
  refresh: boolean;
  /** Recorded responses that replace all requests. */
  replay?: ReadonlyMap<string, unknown>;
  /** Called for every response, except replayed ones. */
  onAnswer?: (key: string, answer: unknown, origin: AnswerOrigin) => void;
}

export interface AnswerOrigin {
  /** Whether it was requested now. */
  wasAsked: boolean;
  /** When it expires in the cache, in milliseconds since the epoch; 0 when it is not cached. */
  expires: number;
}

export interface CachedRead<Shape extends z.ZodType> {
  key: string;
  /** The shape of the result, cached or not. Only these fields are stored. */
  shape: Shape;
  /** For the error message: `the status of group sig-1`. */
  subject: string;
  ask: () => Promise<unknown>;
}

export type Read = <Shape extends z.ZodType>(read: CachedRead<Shape>) => Promise<z.output<Shape>>;

/**
 * The part of a cache key that separates API and token: a digest, so that another token cannot read the responses and
 * the store never contains the token.
 */
export const cacheScope = (apiUrl: string, token: string): string =>
  createHash('sha256')
    .update(JSON.stringify([apiUrl, token]))
    .digest('base64url');

/** Reads through the cache. A cached response is not written again, so its TTL is not extended. */
export function createCachedReads({ cache, ttlMs, refresh, replay, onAnswer = () => {} }: CachedReadsOptions): Read {
  const usable = ttlMs > 0 ? cache : undefined;
  return async ({ key, shape, subject, ask }) => {
    if (replay) {
      const again = shape.safeParse(replay.get(key));
      if (again.success) return again.data;
      throw notKept(subject);
    }
    const entry = refresh ? undefined : await usable?.getEntry(key);
    const kept = shape.safeParse(entry?.value);
    if (entry && kept.success) {
      onAnswer(key, kept.data, { wasAsked: false, expires: entry.expires });
      return kept.data;
    }
    const reported = shape.safeParse(await ask());
    if (!reported.success) throw invalid(subject, reported.error.issues[0]!);
    const expires = usable ? Date.now() + ttlMs : 0;
    await usable?.set(key, reported.data, ttlMs);
    onAnswer(key, reported.data, { wasAsked: true, expires });
    return reported.data;
  };
}

const notKept = (subject: string): EsgError =>
  new EsgError(`There is no recorded response for ${subject}`, {
    code: 'answer-not-kept',
    exitCode: ExitCode.unreachable,
  });

const invalid = (subject: string, { path, message }: z.core.$ZodIssue): EsgError =>
  new EsgError(`The response of Spot for ${subject} is not valid: ${path.join('.')} ${message}`, {
    code: 'answer-invalid',
    exitCode: ExitCode.unreachable,
    hint: 'Compare it with the Spot console. If the console is correct, report this as a bug.',
  });
