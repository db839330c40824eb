import { setTimeout as delay } from 'node:timers/promises';

/** What was sampled, and when the sample began, in milliseconds. */
export interface Sample<T> {
  at: number;
  value: T;
}

/** A sampler that runs until it is stopped. */
export interface Sampler<T> {
  readonly samples: readonly Sample<T>[];
  /** Ends it with a last sample; returns all samples. */
  stop: () => Promise<readonly Sample<T>[]>;
}

/** Samples now and at each interval until it is stopped. A sample must not fail: unreadable is also a value. */
export function startSampler<T>(evaluate: () => Promise<T>, everyMs = 200): Sampler<T> {
  const samples: Sample<T>[] = [];
  const stopping = new AbortController();
  const take = async (): Promise<void> => {
    const at = Date.now();
    samples.push({ at, value: await evaluate() });
  };
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await take();
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    samples,
    stop: async () => {
      stopping.abort();
      await loop;
      await take();
      return samples;
    },
  };
}

/** For how many seconds a condition was true. Each sample counts until the next one. */
export const secondsWhere = <T>(samples: readonly Sample<T>[], holds: (value: T) => boolean): number =>
  samples.reduce((sum, { at, value }, index) => {
    const until = samples[index + 1]?.at ?? at;
    return holds(value) ? sum + (until - at) / 1000 : sum;
  }, 0);

/** The samples of several samplers at each moment, once each has one. A sample counts until the next one. */
export function together<T>(series: readonly (readonly Sample<T>[])[]): Sample<T[]>[] {
  const current: (T | undefined)[] = series.map(() => undefined);
  const pending = new Set(series.keys());
  return series
    .flatMap((samples, who) => samples.map((sample) => ({ ...sample, who })))
    .toSorted((a, b) => a.at - b.at)
    .flatMap(({ at, value, who }) => {
      current[who] = value;
      pending.delete(who);
      return pending.size === 0 ? { at, value: [...current] as T[] } : [];
    });
}
