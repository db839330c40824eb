import { EsgError, formatDuration } from '@esg-recycler/core';
import type { Cache } from '@esg-recycler/esg-store';
import { SpotError } from '@esg-recycler/spotinst-client';
import { z } from 'zod';
import type { CachedReadsOptions } from './cached-reads.ts';

export interface LastAnswersOptions {
  cache: Cache | undefined;
  /** Tells requests apart that read different things. */
  key: string;
  /** How old the answers may be, in milliseconds; 0 serves none. */
  maxAgeMs: number;
  /** Milliseconds since the epoch. */
  now: () => number;
  warn: (line: string) => void;
}

/** What a reading is given: it records its answers, or reads recorded ones. */
export type Recording = Pick<CachedReadsOptions, 'replay' | 'onAnswer'>;

const shape = z.object({ at: z.number(), answers: z.array(z.tuple([z.string(), z.unknown()])) });

/** Spot (or AWS) is away or answers nonsense; a refusal is not an outage: who may no longer ask may no longer read. */
const isOutage = (error: unknown): error is EsgError =>
  (error instanceof SpotError && error.transient) || (error instanceof EsgError && error.code === 'aws-unreachable');

/**
 * Reads, and where that fails for an outage, reads once more from the answers of the last reading that was whole
 * (`stale_if_error`), with one loud warning. Answers of different readings are never mixed.
 *
 * @throws the error of the reading, where nothing whole and young enough was kept
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
    warn(`WARNING: stale: this inventory is ${age}, served for stale_if_error is on: ${error.message}`);
    return result;
  }
}
