import type { CachedReadsOptions } from './cached-reads.ts';

type OnAnswer = NonNullable<CachedReadsOptions['onAnswer']>;

/** How long a result of several responses is valid: no longer than any of them. */
export interface ShelfLife {
  /** Receives the responses, and passes them on. */
  of(onAnswer?: OnAnswer): OnAnswer;
  /** Prevents storage: a part of the result must be read each time. */
  end(): void;
  /** Milliseconds since the epoch; 0 when the result must not be stored. */
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
