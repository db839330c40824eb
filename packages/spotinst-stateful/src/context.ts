import type { Clusters, EmitEvent } from '@esg-recycler/core';
import type { Store } from '@esg-recycler/esg-store';
import type { SpotClient } from '@esg-recycler/spotinst-client';
import type { MonotonicClock } from './clock.ts';
import type { StopFile } from './stop-file.ts';

/** What reads need. */
export interface ReadContext {
  /** One client per account. */
  clients: readonly SpotClient[];
  clusters: Clusters;
}

/** What an inspection needs. */
export interface InspectContext extends ReadContext {
  store: Store;
  /** The value of `ESG_RECYCLER_LEASE`: the inherited lease. */
  leaseToken?: string;
  /** The reason of `--override rolled-elsewhere=REASON`: a mark of another store may be taken over. */
  takeOver?: string;
}

/** What changes need. */
export interface Context extends InspectContext {
  apiUrl: string;
  /** The timeout of one request, in milliseconds: a lease must be valid for longer when a request is sent. */
  requestTimeoutMs: number;
  emit: EmitEvent;
  /** Prints one line for people. */
  report: (line: string) => void;
  clock: MonotonicClock;
  /** Whether all machines use this store, so that its lease is enough. Default: false. */
  isShared?: boolean;
  /** Fires when a stop is requested. */
  signal?: AbortSignal;
  /** Fires `signal` too, until a request is sent. */
  stopFile?: StopFile;
}

/** How long to wait, and how often to read; in milliseconds. */
export interface WaitLimits {
  timeoutMs: number;
  pollIntervalMs: number;
}
