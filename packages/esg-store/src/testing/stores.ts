import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import { join } from 'node:path';
import { connectPostgres } from '../state/connect-postgres.ts';
import { connectRedis } from '../state/connect-redis.ts';
import { createSqliteBackend } from '../state/sqlite-backend.ts';
import type { RemoteLimits } from '../state/remote-limits.ts';
import type { StateBackend } from '../state/state-backend.ts';
import { openStateFile } from '../state-file.ts';
import { stateNamespaces } from './namespaces.ts';
import { createWorkbench, type Workbench } from './processes.ts';
import { postgresServer, redisServer, startPostgres, startRedis, type TestServer, valkeyServer } from './servers.ts';

/** A store for one test, empty. */
export interface TestStore {
  bench: Workbench;
  /** The `store` setting that leads to it; undefined: the files in `bench.dir`. */
  url: string | undefined;
  /** Its server; undefined for SQLite. */
  server: TestServer | undefined;
  /** Opens it once more; closed after the test. */
  open(options?: { url?: string; limits?: RemoteLimits }): Promise<StateBackend>;
  /** Removes everything; also done after each test. */
  clear(): Promise<void>;
}

interface Kind {
  name: string;
  /** What makes it available here. */
  package?: string;
  start?: () => Promise<TestServer>;
  connect: (url: string, limits?: RemoteLimits) => Promise<StateBackend>;
}

const testLimits = { graceMs: 20_000, attemptMs: 20_000 };
const redis: Kind['connect'] = (url, limits = testLimits) => connectRedis({ url, place: 'redis://test' }, limits);

const kinds: (Kind & { isHere: boolean })[] = [
  {
    name: 'SQLite',
    isHere: true,
    connect: async (dir) => createSqliteBackend(await openStateFile(join(dir, 'state.sqlite'))),
  },
  { name: 'Redis', isHere: !!redisServer, package: 'redis-server', start: () => startRedis(), connect: redis },
  {
    name: 'Valkey',
    isHere: !!valkeyServer,
    start: () => startRedis({ server: valkeyServer }),
    connect: redis,
  },
  {
    name: 'PostgreSQL',
    isHere: !!postgresServer,
    package: 'postgresql',
    start: () => startPostgres(),
    connect: (url, limits = testLimits) => connectPostgres({ url, place: 'postgres://test' }, limits),
  },
];

/** Where the server of a kind is not on the machine its tests are reported as skipped, with the package that has it. */
export function describeOnEachStore(
  title: string,
  tests: (store: TestStore, kind: string) => void,
  { onServersOnly = false } = {},
): void {
  for (const { name, isHere, package: debian, start, connect } of kinds) {
    if (onServersOnly && !start) continue;
    // No Debian package to name: npm run setup installs Valkey with the Python packages of the tests.
    if (!isHere && debian === undefined) continue;
    const remedy = isHere ? '' : ` (npm run setup:system, or apt-get install ${debian})`;
    (isHere ? describe : describe.skip)(`${title} on ${name}${remedy}`, () => {
      const store: TestStore = {
        bench: undefined!,
        url: undefined,
        server: undefined,
        open: undefined!,
        clear: undefined!,
      };
      const opened: StateBackend[] = [];
      let admin: StateBackend | undefined;

      beforeAll(async () => {
        store.server = await start?.();
        store.url = store.server?.url;
        if (store.url) admin = await connect(store.url);
        store.clear = async () => {
          const left = await admin?.read(stateNamespaces.map((namespace) => ({ namespace })));
          const changes = left?.entries.map(({ namespace, key }) => ({ namespace, key, text: undefined })) ?? [];
          await admin?.change([], () => ({ result: undefined, changes }));
        };
      });
      beforeEach(() => {
        store.bench = createWorkbench();
        store.open = async ({ url = store.url ?? store.bench.dir, limits } = {}) => {
          const backend = await connect(url, limits);
          opened.push(backend);
          return backend;
        };
      });
      afterEach(async () => {
        for (const backend of opened.splice(0)) await backend.close();
        await store.bench.clean();
        await store.clear();
      });
      afterAll(async () => {
        await admin?.close();
        await store.server?.stop();
      });

      tests(store, name);
    });
  }
}

/** The same state under a clock that the test sets, which also stops while a reply is on its way. */
export const withClock = (state: StateBackend, now: () => number): StateBackend => ({
  read: async (scopes) => ({ ...(await state.read(scopes)), now: now(), age: () => 0 }),
  change: (scopes, plan) => state.change(scopes, (view) => plan({ ...view, now: now(), age: () => 0 })),
  serverRun: () => state.serverRun(),
  close: () => state.close(),
});
