interface Waiter {
  predicate: () => boolean;
  settle: () => void;
}

/** Lets callers wait for a condition without polling. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();

  /** @throws Error after the timeout */
  wait(predicate: () => boolean, timeoutMs = 90_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter);
        reject(new Error(`Not true after ${timeoutMs} ms: ${predicate.toString()}`));
      }, timeoutMs);
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        resolve();
      };
      const waiter = { predicate, settle };
      this.#waiting.add(waiter);
      this.check();
    });
  }

  /** Checks all conditions after a change. */
  check(): void {
    for (const { predicate, settle } of this.#waiting) if (predicate()) settle();
  }
}
