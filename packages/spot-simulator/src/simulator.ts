import type { Cloud } from './cloud.ts';
import type { SimulatorEvent } from './event-log.ts';
import type { FaultInput } from './fault.ts';
import type { SimulatedRequest } from './request-record.ts';

/** A running simulator. */
export interface Simulator {
  /** Without a trailing slash. */
  url: string;
  /** The first token of the first organization. */
  token: string;
  /** The first account of the first organization. */
  accountId: string;
  /** Every change, oldest first. */
  log: readonly SimulatorEvent[];
  /** Every call, oldest first. */
  requests: readonly SimulatedRequest[];
  /** The real groups and instances, to read and to change. */
  cloud: Cloud;
  /** Lets future calls fail. */
  fail: (fault: FaultInput) => void;
  /** The maximum number of instances (of these groups) that were out at the same time, from the log. */
  maxOut: (groups?: readonly string[]) => number;
  /**
   * Resolves when the predicate is true. It is checked at every change, call and response.
   *
   * @throws Error after the timeout (default 90 s)
   */
  waitFor: (predicate: () => boolean, timeoutMs?: number) => Promise<void>;
  /** Ends every connection and every process, and waits for them. */
  stop: () => Promise<void>;
}
