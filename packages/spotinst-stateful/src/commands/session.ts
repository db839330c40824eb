import { createEventWriter, resolveSettings, type Settings } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';
import { createLimiter, createSpotClient, type SpotClient } from '@esg-recycler/spotinst-client';
import type { Context } from '../context.ts';
import { monotonicClock } from '../watch/follow.ts';

/** One line for people. */
export const report = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

export interface ConfigOptions {
  config?: string;
}

/** What every command takes that is about a group. */
export interface CommonOptions extends ConfigOptions {
  esg: string;
}

/** One client an account, over one limiter: Spot counts requests per organisation. */
export function createClients({ apiUrl, token, accounts, timeoutMs }: Settings): SpotClient[] {
  const limiter = createLimiter();
  return accounts.map((accountId) => createSpotClient({ apiUrl, token, accountId, timeoutMs, limiter }));
}

export interface Session {
  settings: Settings;
  clients: SpotClient[];
  store: Store;
}

/** Opens settings, clients and store for as long as something is done with them. */
export async function withSession<T>({ config }: ConfigOptions, use: (session: Session) => Promise<T>): Promise<T> {
  const settings = resolveSettings({ configPath: config });
  const store = await openStore({ url: settings.store, stateDir: settings.stateDir, cacheDir: settings.cacheDir });
  try {
    return await use({ settings, clients: createClients(settings), store });
  } finally {
    await store.close();
  }
}

/** The same for what touches an instance: told on stderr, in events, and stopped by SIGINT or SIGTERM. */
export const withContext = <T>(options: CommonOptions, use: (context: Context) => Promise<T>): Promise<T> =>
  withSession(options, ({ settings, clients, store }) =>
    withStopSignal((signal) =>
      use({
        clients,
        clusters: settings.clusters,
        store,
        apiUrl: settings.apiUrl,
        requestTimeoutMs: settings.timeoutMs,
        leaseToken: process.env['ESG_RECYCLER_LEASE'],
        emit: createEventWriter(),
        report,
        clock: monotonicClock,
        signal,
      }),
    ),
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
