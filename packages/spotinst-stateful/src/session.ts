import { createEventWriter, type Settings } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';
import { createSpotClients, type SpotClient } from '@esg-recycler/spotinst-client';
import type { Context } from './context.ts';
import { isSharedStore } from './suspensions/protection.ts';
import { monotonicClock } from './clock.ts';

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

/** Opens clients and store, and closes the store after `use`. */
export async function withSession<T>(settings: Settings, use: (session: StatefulSession) => Promise<T>): Promise<T> {
  const store = await openStore({ url: settings.store, stateDir: settings.stateDir, cacheDir: settings.cacheDir });
  try {
    return await use({ settings, clients: createSpotClients(settings), store });
  } finally {
    await store.close();
  }
}

/** The context of a command: reports to stderr, and emits no events unless `rest` says otherwise. */
export const contextOf = (
  { settings, clients, store }: StatefulSession,
  rest: Partial<Pick<Context, 'leaseToken' | 'signal' | 'emit' | 'takeOver' | 'isShared'>> = {},
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
      const leaseToken = process.env['ESG_RECYCLER_LEASE'];
      return use(contextOf(session, { leaseToken, signal, emit: createEventWriter(), ...rest }));
    }),
  );

/** The first signal requests a stop; the second one ends the process at once. */
export async function withStopSignal<T>(use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  const names = ['SIGINT', 'SIGTERM'] as const;
  for (const name of names) process.once(name, onSignal);
  try {
    return await use(stop.signal);
  } finally {
    for (const name of names) process.off(name, onSignal);
  }
}
