// What the tests run in separate processes: `worker.ts COMMAND ARGUMENTS-AS-JSON`. Prints lines of JSON.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCache, openStore, ownerOf } from '../index.ts';
import type { Lease } from '../lease.ts';
import type { Intent } from '../record-types.ts';
import { openSqliteFile } from '../sqlite-file.ts';
import { openStateFile } from '../state-file.ts';
import { createSqliteBackend } from '../state/sqlite-backend.ts';
import { killBeforeStatement } from './kill-before-statement.ts';
import { deskOn, operations } from './operations.ts';

const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
const input = createInterface({ input: process.stdin });
const lines = input[Symbol.asyncIterator]();

/** Waits until all processes have started, so that they begin at the same time. */
async function startSignal(): Promise<void> {
  print('ready');
  await lines.next();
}

/** Takes a lease and keeps it until the process ends. */
async function hold(options: { url?: string; dir: string; groups: string[]; ttlMs: number }): Promise<void> {
  const store = await openStore({ url: options.url, stateDir: options.dir, cacheDir: options.dir });
  print(await store.leases.acquire(options.groups, { ttlMs: options.ttlMs }));
  await lines.next();
}

/** Requests one lease for many owners, all at once. Reports `won HOST`, or the refusal. Opens the store after the start signal. */
async function race(options: { url?: string; dir: string; name: string; contenders: number }): Promise<void> {
  await startSignal();
  const store = await openStore({ url: options.url, stateDir: options.dir, cacheDir: options.dir });
  const outcomes = await Promise.all(
    Array.from({ length: options.contenders }, (_, n) => {
      const owner = { ...ownerOf(), host: `${options.name}-${n}` };
      const won = store.leases.acquire(['sig-1'], { owner, ttlMs: 60_000 });
      return won.then(() => `won ${owner.host}`).catch(({ code, message }) => `${code}: ${message}`);
    }),
  );
  await store.close();
  print(outcomes);
}

/** Takes overlapping sets in turn. Creates a folder per group, which only one process can do, to verify that it is alone. */
async function contend(options: { url?: string; dir: string; sets: string[][]; wins: number }): Promise<void> {
  await startSignal();
  const store = await openStore({ url: options.url, stateDir: options.dir, cacheDir: options.dir });
  const violations: string[] = [];
  let refusals = 0;
  for (let won = 0; won < options.wins;) {
    const groups = options.sets[won % options.sets.length] ?? [];
    const lease = await store.leases.acquire(groups, { ttlMs: 60_000 }).catch((error) => {
      if (error.code !== 'lease-held') throw error;
    });
    if (lease) {
      won += 1;
      violations.push(...(await occupy(groups.map((group) => join(options.dir, group)))));
      await store.leases.release(lease);
    } else {
      refusals += 1;
      await sleep(1);
    }
  }
  await store.close();
  print({ refusals, violations });
}

/** Creates folders and removes them again. Returns those that another process had created. */
async function occupy(folders: string[]): Promise<string[]> {
  const taken = folders.filter((folder) => {
    try {
      mkdirSync(folder);
      return false;
    } catch {
      return true;
    }
  });
  await sleep(2);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  return taken;
}

async function writeRecords(options: { url?: string; dir: string; name: string; count: number }): Promise<void> {
  await startSignal();
  const store = await openStore({ url: options.url, stateDir: options.dir, cacheDir: options.dir });
  for (let n = 0; n < options.count; n += 1) {
    const intent = { group: options.name, ssi: `ssi-${n}` } as Intent;
    await store.intents.put(`${options.name}/${n}`, intent);
    await store.intents.put('shared', intent);
  }
  await store.close();
  print('done');
}

async function writeCache(options: { url?: string; dir: string; name: string; count: number }): Promise<void> {
  await startSignal();
  const warnings: string[] = [];
  const cache = await openCache({ url: options.url, cacheDir: options.dir, warn: (line) => warnings.push(line) });
  for (let n = 0; n < options.count; n += 1) await cache.set(`${options.name}/${n}`, { n }, 60_000);
  await cache.close();
  print(warnings);
}

/** Opens new files, each at the same time as all other workers. */
async function openNewFiles(options: { url?: string; dir: string; count: number; startAt: number }): Promise<void> {
  await startSignal();
  const failures: string[] = [];
  for (let n = 0; n < options.count; n += 1) {
    while (Date.now() < options.startAt + n * 10) await sleep(0);
    try {
      (await openSqliteFile(join(options.dir, `${n}.sqlite`), 'NORMAL')).close();
    } catch (error) {
      failures.push(String(error));
    }
  }
  print(failures);
}

/** Tries to open the store. When the tests run as root, it does so as the user nobody: root can write everywhere. */
async function openWithoutPrivileges(options: { url?: string; dir: string }): Promise<void> {
  if (process.getuid?.() === 0) process.seteuid?.(65_534);
  const opened = openStore({ url: options.url, stateDir: options.dir, cacheDir: options.dir });
  print(await opened.then(() => 'opened').catch((error) => error.toJSON()));
}

/** Blocks all other writers of a SQLite file. */
async function lock(options: { file: string }): Promise<void> {
  const db = new DatabaseSync(options.file);
  db.exec('BEGIN IMMEDIATE');
  print('locked');
  await lines.next();
  db.close();
}

/** Performs an operation on a state file, and kills itself before one of its statements, if it has so many. */
async function dieBefore(options: {
  file: string;
  operation: string;
  lease?: Lease;
  statement?: number;
}): Promise<void> {
  const state = createSqliteBackend(await openStateFile(options.file));
  const statements = killBeforeStatement(options.statement);
  await operations[options.operation]!.perform({ ...deskOn(state), lease: options.lease });
  print(statements());
  await lines.next();
}

const commands = {
  hold,
  race,
  contend,
  writeRecords,
  writeCache,
  openNewFiles,
  openWithoutPrivileges,
  lock,
  dieBefore,
};
const [, , command, text] = process.argv;
await commands[command as keyof typeof commands](JSON.parse(text ?? '{}'));
input.close();
