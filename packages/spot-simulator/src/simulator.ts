import type { Cloud } from './cloud.ts';
import type { SimulatorEvent } from './event-log.ts';
import type { FaultInput } from './fault.ts';
import type { SimulatedRequest } from './request-record.ts';

/** A simulator that is running. */
export interface Simulator {
  /** Without a slash at the end. */
  url: string;
  /** The first token of the first organization. */
  token: string;
  /** The first account of the first organization. */
  accountId: string;
  /** Every change, oldest first. */
  log: readonly SimulatorEvent[];
  /** Every call, oldest first. */
  requests: readonly SimulatedRequest[];
  /** To look at groups and instances as they truly are, and to intervene. */
  cloud: Cloud;
  /** Lets coming calls fail. */
  fail: (fault: FaultInput) => void;
  /** The largest number of instances (of these groups) that were out at one moment, by the log. */
  maxOut: (groups?: readonly string[]) => number;
  /**
   * Resolves as soon as the predicate holds; it is asked at every change, call and answer.
   *
   * @throws Error after the timeout (default 30 s)
   */
  waitFor: (predicate: () => boolean, timeoutMs?: number) => Promise<void>;
  /** Ends every connection and every process, and waits for them. */
  stop: () => Promise<void>;
}
