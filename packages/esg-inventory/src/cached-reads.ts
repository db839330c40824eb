import { createHash } from 'node:crypto';
import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Cache } from '@esg-recycler/esg-store';
import type { z } from 'zod';

export interface CachedReadsOptions {
  /** Undefined: every read asks. */
  cache: Cache | undefined;
  /** How long an answer may be read for, in milliseconds; 0 keeps none. */
  ttlMs: number;
  /** Ask even where the cache could answer, and keep the new answer. */
  refresh: boolean;
  /** Answers that are read instead of asking anybody. */
  replay?: ReadonlyMap<string, unknown>;
  /** Told of every answer that was read, but for replayed ones. */
  onAnswer?: (key: string, answer: unknown, origin: AnswerOrigin) => void;
}

export interface AnswerOrigin {
  /** Whether it was asked for just now. */
  wasAsked: boolean;
  /** Until when the cache may answer with it, in milliseconds since the epoch; 0 where it does not. */
  expires: number;
}

export interface CachedRead<Shape extends z.ZodType> {
  key: string;
  /** What comes out, whether it was cached or not; nothing beyond it is kept. */
  shape: Shape;
  /** For the error message: `the status of group sig-1`. */
  subject: string;
  ask: () => Promise<unknown>;
}

export type Read = <Shape extends z.ZodType>(read: CachedRead<Shape>) => Promise<z.output<Shape>>;

/**
 * The part of a cache key that says whose answers these are: a digest of API and token, so that who may not ask may
 * not read, and the store never sees the token.
 */
export const cacheScope = (apiUrl: string, token: string): string =>
  createHash('sha256')
    .update(JSON.stringify([apiUrl, token]))
    .digest('base64url');

/** Reads through the cache. What came from it is not written again: its time to live goes on. */
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
  new EsgError(`No answer was kept for ${subject}`, { code: 'answer-not-kept', exitCode: ExitCode.unreachable });

const invalid = (subject: string, { path, message }: z.core.$ZodIssue): EsgError =>
  new EsgError(`Spot's answer for ${subject} cannot be used: ${path.join('.')} ${message}`, {
    code: 'answer-invalid',
    exitCode: ExitCode.unreachable,
    hint: 'Compare with what the Spot console shows; if all is well there, please report this.',
  });
