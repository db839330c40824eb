import { createEventWriter, environmentVariables, type Settings } from '@esg-recycler/core';
import { decodeLease, openStore, type Store } from '@esg-recycler/esg-store';
import { createSpotClients, type RateLimitBlock, type SpotClient } from '@esg-recycler/spotinst-client';
import type { Context } from './context.ts';
import { isSharedStore } from './suspensions/protection.ts';
import { monotonicClock } from './clock.ts';
import { openStopFile, type StopFile } from './stop-file.ts';
import { emitRateLimit } from './rate-limit-event.ts';

/** Prints one line for people. */
export const report = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** The open resources of a command. */
export interface StatefulSession {
  settings: Settings;
  clients: SpotClient[];
  store: Store;
}

/** How long the lease of a parent process runs after each renewal; 0 without one. */
function timeOfLease(leaseToken: string | undefined): number {
  try {
    return (leaseToken && decodeLease(leaseToken).ttlMs) || 0;
  } catch {
    // Whoever uses the token reports that it is invalid.
    return 0;
  }
}

/**
 * Opens clients and store, and closes the store after `use`.
 *
 * @param leaseToken of a parent process. Like that process, this one waits for a store that is away while the lease runs
 */
export async function withSession<T>(
  settings: Settings,
  use: (session: StatefulSession) => Promise<T>,
  leaseToken = process.env[environmentVariables.lease],
): Promise<T> {
  const { store: url, stateDir, cacheDir, apiUrl } = settings;
  const store = await openStore({ url, stateDir, cacheDir, apiUrl, inheritedMs: timeOfLease(leaseToken) });
  const emit = createEventWriter();
  const onBlocked = (block: RateLimitBlock): void => emitRateLimit(emit, block);
  const clients = createSpotClients(settings, { shared: store.sharedLimit, onBlocked });
  try {
    return await use({ settings, clients, store });
  } finally {
    await store.close();
  }
}

/** The context of a command: reports to stderr, and emits no events unless `rest` says otherwise. */
export const contextOf = (
  { settings, clients, store }: StatefulSession,
  rest: Partial<Pick<Context, 'leaseToken' | 'signal' | 'stopFile' | 'emit' | 'takeOver' | 'isShared' | 'report'>> = {},
): Context => ({
  clients,
  clusters: settings.clusters,
  store,
  apiUrl: settings.apiUrl,
  requestTimeoutMs: settings.timeoutMs,
  emit: () => {},
  report,
  clock: monotonicClock,
  isShared: isSharedStore(settings.store),
  ...rest,
});

/** The same, with events and lease from the environment, and stopped by SIGINT or SIGTERM. */
export const withContext = <T>(
  settings: Settings,
  use: (context: Context) => Promise<T>,
  rest: Pick<Context, 'takeOver'> = {},
): Promise<T> =>
  withSession(settings, (session) =>
    withStopSignal((signal) => {
      const leaseToken = process.env[environmentVariables.lease];
      return use(contextOf(session, { leaseToken, signal, emit: createEventWriter(), ...rest }));
    }),
  );

/**
 * The first signal requests a stop; the second one ends the process at once.
 *
 * @param file a file that requests a stop too, once it exists and while it is watched
 */
export async function withStopSignal<T>(
  use: (signal: AbortSignal, stopFile: StopFile | undefined) => Promise<T>,
  file?: string,
): Promise<T> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  const stopFile = file ? openStopFile(file, onSignal) : undefined;
  const names = ['SIGINT', 'SIGTERM'] as const;
  for (const name of names) process.once(name, onSignal);
  try {
    return await use(stop.signal, stopFile);
  } finally {
    stopFile?.ignore();
    for (const name of names) process.off(name, onSignal);
  }
}
