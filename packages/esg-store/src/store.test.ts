import type { EsgError } from '@esg-recycler/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createLeaseTimes } from './lease-times.ts';
import { createLeases } from './leases.ts';
import { ownerOf } from './owner.ts';
import { openStateFile } from './state-file.ts';
import { createSqliteBackend } from './state/sqlite-backend.ts';
import { openStore, type Store } from './store.ts';
import { createWorkbench, type Workbench } from './testing/processes.ts';

let bench: Workbench;
const open = (name = 'state') => openStore({ stateDir: join(bench.dir, name), cacheDir: join(bench.dir, 'cache') });
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const usage = (code: string, ...texts: string[]) =>
  expect.objectContaining({ code, exitCode: 2, message: expect.stringMatching(new RegExp(texts.join('.*'), 's')) });

beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.clean());

describe('openStore', () => {
  it('creates folders and files that only their owner can access', async () => {
    const store = await open('deep/state');
    await store.leases.acquire(['sig-a'], { ttlMs: 1000 });
    await store.cache.set('a', 1, 1000);
    for (const folder of ['deep', 'deep/state', 'cache']) expect(modeOf(join(bench.dir, folder))).toBe('700');
    for (const [folder, name] of [
      ['deep/state', 'state'],
      ['cache', 'cache'],
    ] as const) {
      const path = join(bench.dir, folder);
      expect(readdirSync(path)).toEqual([`${name}.sqlite`, `${name}.sqlite-shm`, `${name}.sqlite-wal`]);
      for (const file of readdirSync(path)) expect(modeOf(join(path, file))).toBe('600');
    }
    await store.close();
  });

  it('removes the permissions of others from an existing file', async () => {
    await (await open()).close();
    const file = join(bench.dir, 'state/state.sqlite');
    chmodSync(file, 0o644);
    await (await open()).close();
    expect(modeOf(file)).toBe('600');
  });

  it('refuses memory, with a hint', async () => {
    const opened = openStore({ url: 'memory:', stateDir: bench.dir, cacheDir: bench.dir });
    await expect(opened).rejects.toThrow(usage('store-not-durable', 'store: memory:'));
    await expect(opened).rejects.toThrow(expect.objectContaining({ hint: expect.stringContaining('ESG_STATE_DIR') }));
  });

  it('refuses a lease where the state ends with the job, and reads there', async () => {
    const { RUNNER_ENVIRONMENT: before } = process.env;
    process.env['RUNNER_ENVIRONMENT'] = 'github-hosted';
    const folders = { stateDir: bench.dir, cacheDir: bench.dir };
    const store = await openStore({ ...folders, apiUrl: 'https://api.spotinst.io' });
    try {
      await expect(store.leases.acquire(['sig-a'], { ttlMs: 1000 })).rejects.toEqual(usage('state-ephemeral'));
      expect(await store.leases.show()).toEqual([]);
    } finally {
      await store.close();
      if (before === undefined) delete process.env['RUNNER_ENVIRONMENT'];
      else process.env['RUNNER_ENVIRONMENT'] = before;
    }
  });

  it('refuses a state folder that cannot be created', async () => {
    writeFileSync(join(bench.dir, 'file'), '');
    const opened = open('file/state');
    await expect(opened).rejects.toThrow(usage('store-unwritable', 'store: ', 'ENOTDIR'));
    await expect(opened).rejects.toThrow(expect.objectContaining({ hint: expect.stringContaining('ESG_STATE_DIR') }));
  });

  it.each([
    ['a read-only folder', 0o555, 'state'],
    ['a read-only file', 0o444, 'state/state.sqlite'],
  ])('refuses %s', async (_, mode, path) => {
    if (path !== 'state') await (await open()).close();
    mkdirSync(join(bench.dir, 'state'), { recursive: true });
    chmodSync(bench.dir, 0o755);
    chmodSync(join(bench.dir, 'state'), 0o755);
    chmodSync(join(bench.dir, path), mode);
    const answer = await bench.worker('openWithoutPrivileges', { dir: join(bench.dir, 'state') }).read();
    expect(answer).toMatchObject({ code: 'store-unwritable', exitCode: 2 });
  });

  it('refuses a damaged file and leaves it unchanged', async () => {
    const file = join(bench.dir, 'state/state.sqlite');
    mkdirSync(join(bench.dir, 'state'));
    writeFileSync(file, 'not a database'.repeat(1000));
    await expect(open()).rejects.toThrow(usage('store-corrupt', file));
    expect(statSync(file).size).toBe(14_000);
  });

  it('refuses a file of a newer version', async () => {
    await (await open()).close();
    const file = new DatabaseSync(join(bench.dir, 'state/state.sqlite'));
    file.exec('PRAGMA user_version = 99');
    file.close();
    await expect(open()).rejects.toThrow(usage('store-newer', 'newer version', '99'));
  });

  it.each([true, false])('takes over a file of format 1 (with a lease: %s)', async (isHeld) => {
    const db = new DatabaseSync(join(bench.dir, 'state.sqlite'));
    const owner = { ...ownerOf(), host: 'elsewhere' };
    // cspell:disable-next-line
    const numbers = 'fence';
    db.exec(`
      CREATE TABLE leases (
        number INTEGER PRIMARY KEY, groups TEXT NOT NULL, owner TEXT NOT NULL,
        acquired_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, ttl_ms INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE ${numbers} (number INTEGER NOT NULL) STRICT;
      INSERT INTO ${numbers} VALUES (0);
      CREATE TABLE records (
        namespace TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (namespace, key)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO records VALUES ('intents', 'x', '{"ssi":"ssi-1"}');
      PRAGMA user_version = 1;`);
    const lastNumber = 8_000_000_000_000;
    if (isHeld) {
      db.exec(`UPDATE ${numbers} SET number = ${lastNumber}`);
      const row = [lastNumber, '["sig-a"]', JSON.stringify(owner), 0, Date.now() + 600_000, 600_000];
      db.prepare('INSERT INTO leases VALUES (?, ?, ?, ?, ?, ?)').run(...row);
    }
    db.close();

    const store = await openStore({ stateDir: bench.dir, cacheDir: bench.dir });
    expect(await store.intents.get('x')).toEqual({ ssi: 'ssi-1' });
    const taken = await store.leases.acquire(['sig-a'], { ttlMs: 1000 }).then(
      () => 'taken',
      (error: EsgError) => error.code,
    );
    expect(taken).toBe(isHeld ? 'lease-held' : 'taken');
    const { number } = await store.leases.acquire(['sig-b'], { ttlMs: 1000 });
    expect(number).toBeGreaterThan(isHeld ? lastNumber : 0);
    await store.close();
  });

  it('continues with the data of an earlier process', async () => {
    const first = await open();
    const lease = await first.leases.acquire(['sig-a'], { ttlMs: 60_000 });
    await first.close();
    const second = await open();
    expect(await second.leases.show()).toEqual([expect.objectContaining(lease)]);
    await second.close();
  });
});

describe('a store that another process keeps locked', () => {
  it('is an error, and changes nothing', async () => {
    const file = join(bench.dir, 'state.sqlite');
    const state = await openStateFile(file);
    state.read((db) => db.exec('PRAGMA busy_timeout = 50'));
    const leases = createLeases(createSqliteBackend(state), createLeaseTimes());
    const holder = bench.worker('lock', { file });
    await holder.read();
    await expect(leases.acquire(['sig-a'], { ttlMs: 1000 })).rejects.toThrow(
      expect.objectContaining({ code: 'store-busy', exitCode: 1, message: expect.stringContaining(file) }),
    );
    expect(await leases.show()).toEqual([]);
    holder.go();
    await holder.ended;
    expect(await leases.acquire(['sig-a'], { ttlMs: 1000 })).toMatchObject({ groups: ['sig-a'] });
    state.close();
  });
});

describe('records', () => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  const journal = { kind: 'persistence', group: 'sig-a', data: { root: true }, openedAt: '2026-01-05T00:00:00Z' };

  it('return the last value that was stored', async () => {
    await store.journals.put('sig-a', { ...journal, data: null });
    await store.journals.put('sig-a', journal);
    expect(await store.journals.get('sig-a')).toEqual(journal);
    expect(await store.journals.get('sig-b')).toBeUndefined();
  });

  it('are changed in one step, or not at all', async () => {
    await store.journals.update('sig-a', (current) => current ?? journal);
    await store.journals.update('sig-a', (current) => current && { ...current, data: 1 });
    await store.journals.update('sig-a', () => undefined);
    expect(await store.journals.list()).toEqual([{ key: 'sig-a', value: { ...journal, data: 1 } }]);
  });

  it('are listed by key, per kind', async () => {
    for (const key of ['b', 'a', 'c']) await store.journals.put(key, journal);
    await store.journals.delete('b');
    await store.journals.delete('b');
    expect(await store.journals.list()).toEqual([
      { key: 'a', value: journal },
      { key: 'c', value: journal },
    ]);
    expect(await store.intents.list()).toEqual([]);
  });
});

describe('a store that is deleted while in use', () => {
  it.each([
    ['deleted', (file: string) => rmSync(file)],
    ['moved away', (file: string) => renameSync(file, `${file}.old`)],
  ])('refuses everything after it was %s, except a release', async (_, lose) => {
    const store = await open();
    const lease = await store.leases.acquire(['sig-a'], { ttlMs: 60_000 });
    lose(join(bench.dir, 'state/state.sqlite'));
    const gone = expect.objectContaining({ code: 'store-lost', exitCode: 1 });
    await expect(store.leases.verify(lease, ['sig-a'], { remainingMs: 0 })).rejects.toThrow(gone);
    await expect(store.leases.renew(lease)).rejects.toThrow(gone);
    await expect(store.intents.list()).rejects.toThrow(gone);
    await store.leases.release(lease);
    await store.close();
  });

  it('has larger numbers after it is created again', async () => {
    const first = await open();
    const lease = await first.leases.acquire(['sig-a'], { ttlMs: 60_000 });
    await first.close();
    rmSync(join(bench.dir, 'state'), { recursive: true });
    const second = await open();
    const next = await second.leases.acquire(['sig-a'], { ttlMs: 60_000 });
    expect(next.number).toBeGreaterThan(lease.number);
    await expect(second.leases.verify(lease, ['sig-a'], { remainingMs: 0 })).rejects.toThrow('taken over');
    await second.close();
  });
});
