import { createEventWriter, type Settings } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';
import { createSpotClients, type SpotClient } from '@esg-recycler/spotinst-client';
import type { Context } from './context.ts';
import { monotonicClock } from './clock.ts';

/** One line for people. */
export const report = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** What is open while something is done with stateful instances. */
export interface StatefulSession {
  settings: Settings;
  clients: SpotClient[];
  store: Store;
}

/** Opens clients and store for as long as something is done with them. */
export async function withSession<T>(settings: Settings, use: (session: StatefulSession) => Promise<T>): Promise<T> {
  const store = await openStore({ url: settings.store, stateDir: settings.stateDir, cacheDir: settings.cacheDir });
  try {
    return await use({ settings, clients: createSpotClients(settings), store });
  } finally {
    await store.close();
  }
}

/** What touching an instance takes: reported on stderr, and in no event unless that is said. */
export const contextOf = (
  { settings, clients, store }: StatefulSession,
  rest: Partial<Pick<Context, 'leaseToken' | 'signal' | 'emit'>> = {},
): Context => ({
  clients,
  clusters: settings.clusters,
  store,
  apiUrl: settings.apiUrl,
  requestTimeoutMs: settings.timeoutMs,
  emit: () => {},
  report,
  clock: monotonicClock,
  ...rest,
});

/** The same, with events and the lease as the environment has them, and stopped by SIGINT or SIGTERM. */
export const withContext = <T>(settings: Settings, use: (context: Context) => Promise<T>): Promise<T> =>
  withSession(settings, (session) =>
    withStopSignal((signal) => {
      const leaseToken = process.env['ESG_RECYCLER_LEASE'];
      return use(contextOf(session, { leaseToken, signal, emit: createEventWriter() }));
    }),
  );

/** The first signal asks for a stop; the second ends the process as it would anyway. */
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
