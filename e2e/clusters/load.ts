/** What became of everything that was written while a cluster was rolled. */
export interface LoadReport {
  attempted: number;
  acknowledged: number;
  /** Reason → how many were refused, or never answered. They may be there or not. */
  failures: Record<string, number>;
  /** The longest time without an acknowledgement. */
  longestPauseMs: number;
  /** What was acknowledged, and cannot be read. */
  lost: string[];
}

/** A load that runs. */
export interface Load<Report extends LoadReport = LoadReport> {
  /** How many writes were acknowledged so far. */
  readonly acknowledged: number;
  /** Ends it and reads everything back. */
  stop: () => Promise<Report>;
}

/** Counts writes as they are made and answered. */
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

  /** @param present what is there, besides what others may have written */
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
