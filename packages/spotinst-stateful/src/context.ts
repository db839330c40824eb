import type { Clusters, EmitEvent } from '@esg-recycler/core';
import type { Store } from '@esg-recycler/esg-store';
import type { SpotClient } from '@esg-recycler/spotinst-client';
import type { MonotonicClock } from './clock.ts';

/** What reading needs. */
export interface ReadContext {
  /** One client an account. */
  clients: readonly SpotClient[];
  clusters: Clusters;
}

/** What judging an instance needs. */
export interface InspectContext extends ReadContext {
  store: Store;
  /** The value of `ESG_RECYCLER_LEASE`, where the lease was handed down. */
  leaseToken?: string;
}

/** What touching an instance needs. */
export interface Context extends InspectContext {
  apiUrl: string;
  /** For one request, in milliseconds: a lease must run longer than that when one is sent. */
  requestTimeoutMs: number;
  emit: EmitEvent;
  /** One line for people. */
  report: (line: string) => void;
  clock: MonotonicClock;
  /** Fires when a stop is asked for. */
  signal?: AbortSignal;
}

/** How long to wait, and how often to look; in milliseconds. */
export interface WaitLimits {
  timeoutMs: number;
  pollIntervalMs: number;
}
