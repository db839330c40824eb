import { EsgError, formatDuration } from '@esg-recycler/core';
import type { Cache } from '@esg-recycler/esg-store';
import { SpotError } from '@esg-recycler/spotinst-client';
import { z } from 'zod';
import type { CachedReadsOptions } from './cached-reads.ts';

export interface LastAnswersOptions {
  cache: Cache | undefined;
  /** Distinguishes requests that read different data. */
  key: string;
  /** The maximum age of the responses, in milliseconds; 0 serves none. */
  maxAgeMs: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  warn: (line: string) => void;
}

/** Hooks of a reading: it records its responses, or replays recorded ones. */
export type Recording = Pick<CachedReadsOptions, 'replay' | 'onAnswer'>;

const shape = z.object({ at: z.number(), answers: z.array(z.tuple([z.string(), z.unknown()])) });

/** Spot (or AWS) is unreachable or fails. A refusal is not an outage: without permission there is no cached response. */
const isOutage = (error: unknown): error is EsgError =>
  (error instanceof SpotError && error.transient) || (error instanceof EsgError && error.code === 'aws-unreachable');

/**
 * Reads. If that fails because of an outage, reads again from the responses of the last complete reading
 * (`stale_if_error`), with one warning. Never mixes responses of different readings.
 *
 * @throws the error of the reading, when no complete and recent reading is recorded
 */
export async function readOrServeLast<T>(
  read: (recording: Recording) => Promise<T>,
  { cache, key, maxAgeMs, now, warn }: LastAnswersOptions,
): Promise<T> {
  if (!cache || maxAgeMs <= 0) return read({});
  const answers = new Map<string, unknown>();
  let wasAsked = false;
  try {
    const result = await read({
      onAnswer(name, answer, origin) {
        answers.set(name, answer);
        wasAsked ||= origin.wasAsked;
      },
    });
    if (wasAsked) await cache.set(key, { at: now(), answers: [...answers] }, maxAgeMs);
    return result;
  } catch (error) {
    if (!isOutage(error)) throw error;
    const kept = shape.safeParse(await cache.get(key));
    if (!kept.success || now() - kept.data.at > maxAgeMs) throw error;
    const result = await read({ replay: new Map(kept.data.answers) }).catch(() => {
      throw error;
    });
    const age = `${formatDuration(now() - kept.data.at)} old (${new Date(kept.data.at).toISOString()})`;
    warn(`WARNING: stale: this inventory is ${age}, served because stale_if_error is set: ${error.message}`);
    return result;
  }
}
