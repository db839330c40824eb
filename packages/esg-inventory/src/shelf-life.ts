import type { CachedReadsOptions } from './cached-reads.ts';

type OnAnswer = NonNullable<CachedReadsOptions['onAnswer']>;

/** For how long something may be kept that is made of answers: no longer than any of them. */
export interface ShelfLife {
  /** Listens to the answers, and passes them on. */
  of(onAnswer?: OnAnswer): OnAnswer;
  /** Nothing may be kept: something in it is no answer, or is to be asked for each time. */
  end(): void;
  /** Milliseconds since the epoch; 0 where nothing may be kept. */
  expires(): number;
}

export function createShelfLife(): ShelfLife {
  let expires = Infinity;
  return {
    of: (onAnswer) => (key, answer, origin) => {
      expires = Math.min(expires, origin.expires);
      onAnswer?.(key, answer, origin);
    },
    end() {
      expires = 0;
    },
    expires: () => (Number.isFinite(expires) ? expires : 0),
  };
}
