/** The result of everything that was written during a roll. */
export interface LoadReport {
  attempted: number;
  acknowledged: number;
  /** Reason → how many were rejected or got no response. They may be stored or not. */
  failures: Record<string, number>;
  /** The longest time without an acknowledgement. */
  longestPauseMs: number;
  /** Writes that were acknowledged and cannot be read. */
  lost: string[];
}

/** A load that runs. */
export interface Load<Report extends LoadReport = LoadReport> {
  /** How many writes were acknowledged so far. */
  readonly acknowledged: number;
  /** Ends it and reads everything back. */
  stop: () => Promise<Report>;
}

/** Counts writes and their responses. */
export class Tally {
  readonly acknowledged = new Set<string>();
  readonly #failures: Record<string, number> = {};
  #attempted = 0;
  #lastAt = Date.now();
  #longestPauseMs = 0;

  attempt(count: number): void {
    this.#attempted += count;
  }

  acknowledge(ids: readonly string[]): void {
    for (const id of ids) this.acknowledged.add(id);
    this.#endPause();
  }

  fail(reason: string, count: number): void {
    this.#failures[reason] = (this.#failures[reason] ?? 0) + count;
  }

  /** @param present what is stored, including writes of others */
  report(present: ReadonlySet<string>): LoadReport {
    this.#endPause();
    return {
      attempted: this.#attempted,
      acknowledged: this.acknowledged.size,
      failures: this.#failures,
      longestPauseMs: this.#longestPauseMs,
      lost: [...this.acknowledged].filter((id) => !present.has(id)),
    };
  }

  #endPause(): void {
    const now = Date.now();
    this.#longestPauseMs = Math.max(this.#longestPauseMs, now - this.#lastAt);
    this.#lastAt = now;
  }
}
