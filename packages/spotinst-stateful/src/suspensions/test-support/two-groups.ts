import { type Lease, openStore, type Store } from '@esg-recycler/esg-store';
import { type SpotClient, SpotError, type Suspension } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Context } from '../../context.ts';
import { contextOf, groupOf } from '../../fixtures.ts';
import { suspendedProcesses } from '../../marks/pattern.ts';
import { keepSuspensionJournal, openSuspensionJournals } from '../../records/suspension-journal.ts';
import { liftSuspensions } from '../lift-suspensions.ts';
import { applySuspensions } from '../suspensions.ts';

export const groups = ['sig-1', 'sig-2'];
export const minuteMs = 60_000;
export const options = { timeoutMs: 30 * minuteMs, pollIntervalMs: 20 };

/** What the tests see and change. New for each test. */
interface Scene {
  store: Store;
  lease: Lease;
  cloud: Map<string, Map<string, string | null>>;
  reported: string[];
  changes: string[];
  /** How the next changes fail, before or after they take effect. */
  failures: { outcome: SpotError['outcome']; takesEffect?: boolean; transient?: boolean }[];
}

let folder: string;
export const scene = {} as Scene;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'suspensions-'));
  scene.store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  scene.lease = await scene.store.leases.acquire(groups, { ttlMs: minuteMs });
  scene.cloud = new Map(groups.map((id) => [id, new Map()]));
  scene.reported = [];
  scene.changes = [];
  scene.failures = [];
});
afterEach(async () => {
  await scene.store.close();
  rmSync(folder, { recursive: true, force: true });
});

export const suspensions = (id: string): Suspension[] =>
  [...(scene.cloud.get(id) ?? [])].map(([name, expiresAt]) => ({ name, expiresAt }));

async function change(what: string, beforeSend: (() => unknown) | undefined, perform: () => void): Promise<void> {
  await beforeSend?.();
  scene.changes.push(what);
  const failure = scene.failures.shift();
  if (!failure || failure.takesEffect) perform();
  if (failure) throw new SpotError('it went wrong', { code: 'spot-failed', ...failure });
}

const client = {
  accountId: 'act-1',
  listSuspensions: async (id: string) => suspensions(id),
  suspendProcesses: async (id, processes, { beforeSend } = {}) => {
    await change(`suspend ${id}`, beforeSend, () => {
      for (const { name, ttlInMinutes = 0 } of processes) {
        scene.cloud.get(id)?.set(name, new Date(Date.now() + ttlInMinutes * minuteMs).toISOString());
      }
    });
    return suspensions(id);
  },
  resumeProcesses: async (id, names, { beforeSend } = {}) =>
    change(`lift ${id}`, beforeSend, () => names.forEach((name) => scene.cloud.get(id)?.delete(name))),
} as Partial<SpotClient> as SpotClient;

const members = groups.map((id) => ({ client, group: groupOf({ id }) }));
export const cluster: Cluster = { name: 'zk', own: members[0]!, members };

export const context = (fields: Partial<Context> = {}): Context =>
  contextOf(scene.store, client, { report: (line) => scene.reported.push(line), ...fields });
export const apply = (fields?: Partial<Context>) =>
  applySuspensions(context(fields), cluster, { lease: scene.lease, ...options });
export const lift = (by = scene.lease) => liftSuspensions(context(), cluster, by);
export const suspensionJournals = () => openSuspensionJournals(scene.store, groups);
export const everything = () => groups.map((id) => [...(scene.cloud.get(id) ?? new Map()).keys()]);
export const all = [...suspendedProcesses];

/** Backdates the recorded suspensions. */
export async function age(minutes: number): Promise<void> {
  const requestedAt = new Date(Date.now() - minutes * minuteMs).toISOString();
  for (const suspensionJournal of await suspensionJournals()) {
    await keepSuspensionJournal(scene.store, {
      ...suspensionJournal,
      marks: suspensionJournal.marks.map((mark) => ({ ...mark, requestedAt })),
    });
  }
}

/** Takes the cluster's lease over, as after the holder has ended. */
export async function takeOver(): Promise<Lease> {
  await scene.store.leases.release(scene.lease);
  return scene.store.leases.acquire(groups, { ttlMs: minuteMs });
}
