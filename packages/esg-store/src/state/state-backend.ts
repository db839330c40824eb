import type { SharedLimit } from '@esg-recycler/core';

/** One value of the shared state. `text` is JSON. */
export interface Entry {
  namespace: string;
  key: string;
  text: string;
}

/** What a step reads: one value, or a complete namespace. */
export interface Scope {
  namespace: string;
  key?: string;
}

/** What a step writes; `text: undefined` deletes the value. */
export interface Change {
  namespace: string;
  key: string;
  text: string | undefined;
}

export interface Planned<T> {
  result: T;
  changes: readonly Change[];
}

/** What a step has read, and when, by the clock of the store. */
export interface StateView {
  /** Sorted by key within each namespace. */
  entries: readonly Entry[];
  /** Milliseconds since the epoch. */
  now: number;
  /** Milliseconds since right before the read: the clock of the store continues while its reply is on the way. */
  age: () => number;
}

/** Where the shared state is kept: leases, intents, journals, ledgers. Small values, few of them, read and written by many. */
export interface StateBackend {
  /** Reads in one consistent step. */
  read(scopes: readonly Scope[]): Promise<StateView>;
  /**
   * Reads, decides and writes in one step that no other process can come between. All of the changes take effect, or
   * none; a returned result survives a crash of this process.
   *
   * @param plan a pure function, because it may be called again when another process was faster; a throw changes nothing
   */
  change<T>(scopes: readonly Scope[], plan: (view: StateView) => Planned<T>): Promise<T>;
  /**
   * Identifies the running server process, which is another one after a restart or a failover: then the newest changes may
   * be lost. undefined: a file of this machine.
   */
  serverRun(): Promise<string | undefined>;
  close(): Promise<void>;
  /** Undefined: the store cannot keep one. */
  sharedLimit?: SharedLimit;
}
