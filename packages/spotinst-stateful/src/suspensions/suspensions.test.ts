import { type Lease, openStore, ownerOf, type Store } from '@esg-recycler/esg-store';
import { type SpotClient, SpotError, type Suspension } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { keepSuspensionJournal, openSuspensionJournals } from '../records/suspension-journal.ts';
import { liftSuspensions } from './lift-suspensions.ts';
import { suspendedProcesses } from '../marks/pattern.ts';
import { applySuspensions } from './suspensions.ts';
import { contextOf, groupOf } from '../fixtures.ts';
import { openIntent, type RecycleIntent } from '../records/intents.ts';
import { closeRootJournal, openRootJournal, type RootJournal } from '../records/root-records.ts';

const groups = ['sig-1', 'sig-2'];
const minuteMs = 60_000;
const options = { timeoutMs: 30 * minuteMs, pollIntervalMs: 20 };

let folder: string;
let store: Store;
let lease: Lease;
let cloud: Map<string, Map<string, string | null>>;
let reported: string[];
let changes: string[];
/** How the next changes fail, before or after they take effect. */
let failures: { outcome: SpotError['outcome']; takesEffect?: boolean; transient?: boolean }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'suspensions-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  lease = await store.leases.acquire(groups, { ttlMs: minuteMs });
  cloud = new Map(groups.map((id) => [id, new Map()]));
  reported = [];
  changes = [];
  failures = [];
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const suspensions = (id: string): Suspension[] =>
  [...(cloud.get(id) ?? [])].map(([name, expiresAt]) => ({ name, expiresAt }));

async function change(what: string, beforeSend: (() => unknown) | undefined, perform: () => void): Promise<void> {
  await beforeSend?.();
  changes.push(what);
  const failure = failures.shift();
  if (!failure || failure.takesEffect) perform();
  if (failure) throw new SpotError('it went wrong', { code: 'spot-failed', ...failure });
}

const client = {
  accountId: 'act-1',
  listSuspensions: async (id: string) => suspensions(id),
  suspendProcesses: async (id, processes, { beforeSend } = {}) => {
    await change(`suspend ${id}`, beforeSend, () => {
      for (const { name, ttlInMinutes = 0 } of processes) {
        cloud.get(id)?.set(name, new Date(Date.now() + ttlInMinutes * minuteMs).toISOString());
      }
    });
    return suspensions(id);
  },
  resumeProcesses: async (id, names, { beforeSend } = {}) =>
    change(`lift ${id}`, beforeSend, () => names.forEach((name) => cloud.get(id)?.delete(name))),
} as Partial<SpotClient> as SpotClient;

const members = groups.map((id) => ({ client, group: groupOf({ id }) }));
const cluster: Cluster = { name: 'zk', own: members[0]!, members };

const context = (fields: Partial<Context> = {}): Context =>
  contextOf(store, client, { report: (line) => reported.push(line), ...fields });
const apply = (fields?: Partial<Context>) => applySuspensions(context(fields), cluster, { lease, ...options });
const lift = (by = lease) => liftSuspensions(context(), cluster, by);
const suspensionJournals = () => openSuspensionJournals(store, groups);
const everything = () => groups.map((id) => [...(cloud.get(id) ?? new Map()).keys()]);
const all = [...suspendedProcesses];

/** Backdates the recorded suspensions. */
async function age(minutes: number): Promise<void> {
  const requestedAt = new Date(Date.now() - minutes * minuteMs).toISOString();
  for (const suspensionJournal of await suspensionJournals()) {
    await keepSuspensionJournal(store, {
      ...suspensionJournal,
      marks: suspensionJournal.marks.map((mark) => ({ ...mark, requestedAt })),
    });
  }
}

/** Takes the cluster's lease over, as after the holder has ended. */
async function takeOver(): Promise<Lease> {
  await store.leases.release(lease);
  return store.leases.acquire(groups, { ttlMs: minuteMs });
}

describe('suspensions', () => {
  it('are set and recorded in every group, and removed completely', async () => {
    await apply();
    expect(everything()).toEqual([all, all]);
    const [first] = await suspensionJournals();
    expect(first).toMatchObject({ group: 'sig-1', number: lease.number });
    expect(first?.marks).toEqual(
      suspensions('sig-1').map((one) => ({
        ...one,
        requestedAt: expect.any(String),
        ttlInMinutes: expect.any(Number),
      })),
    );
    const minutes = first?.marks.map(({ ttlInMinutes }) => ttlInMinutes - 210) ?? [];
    expect(minutes[0]).toBe(0);
    expect(new Set(minutes.map((one) => one % 5)).size).toBe(4);
    await lift();
    expect(everything()).toEqual([[], []]);
    expect(await suspensionJournals()).toEqual([]);
    expect(changes).toEqual(['suspend sig-1', 'suspend sig-2', 'lift sig-1', 'lift sig-2']);
  });

  it('are renewed when a recycle may outlast them', async () => {
    await apply();
    changes = [];
    await apply();
    expect(changes).toEqual([]);
    await applySuspensions(context(), cluster, { lease, ...options, timeoutMs: 10 * options.timeoutMs });
    expect(changes).toEqual(['suspend sig-1', 'suspend sig-2']);
  });

  it('are not taken back from a run that took them over', async () => {
    const fields = { takeOver: 'that run is dead' };
    await apply();
    changes = [];
    await age(11);
    for (const [n, name] of all.entries()) {
      cloud.get('sig-1')?.set(name, new Date(Date.now() + (240 + 11 * n) * minuteMs).toISOString());
    }
    await expect(apply(fields)).rejects.toMatchObject({ code: 'rolled-elsewhere', exitCode: 4 });
    expect(changes).toEqual([]);
  });

  it('are recorded before they are requested', async () => {
    failures = [{ outcome: 'unknown', takesEffect: true }];
    await expect(apply()).rejects.toMatchObject({ code: 'fence-failed', exitCode: 3 });
    const [suspensionJournal] = await suspensionJournals();
    expect(suspensionJournal?.marks.map(({ name, expiresAt }) => [name, expiresAt])).toEqual(
      all.map((name) => [name, null]),
    );
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it('are renewed for the next instance, and removed at the end', async () => {
    await apply();
    await age(11);
    await apply();
    expect(changes).toHaveLength(4);
    expect(await suspensionJournals()).toHaveLength(2);
    await lift();
    expect(everything()).toEqual([[], []]);
  });

  it('do not change suspensions of somebody else', async () => {
    cloud.get('sig-1')?.set('SCHEDULING', null);
    cloud.get('sig-2')?.set('SCHEDULING', '2099-01-01T00:00:00.000+0000');
    await apply();
    cloud.get('sig-1')?.set('REVERT_PREFERRED', null);
    await apply();
    await lift();
    expect(cloud.get('sig-1')).toEqual(new Map([['SCHEDULING', null], ['REVERT_PREFERRED', null]])); // prettier-ignore
    expect(cloud.get('sig-2')).toEqual(new Map([['SCHEDULING', '2099-01-01T00:00:00.000+0000']]));
  });

  it("block a recycle when somebody else's end too early in any group", async () => {
    cloud.get('sig-2')?.set('SCHEDULING', new Date(Date.now() + 39 * minuteMs).toISOString());
    await expect(apply()).rejects.toMatchObject({
      code: 'fence-expires',
      exitCode: 3,
      findings: [{ subject: 'sig-2', severity: 'block' }],
    });
    expect([changes, await suspensionJournals()]).toEqual([[], []]);
  });

  it('are not renewed within ten minutes under the same lease', async () => {
    await apply();
    await age(9);
    await apply();
    expect(changes).toHaveLength(2);
    lease = await takeOver();
    await apply();
    expect(changes).toHaveLength(4);
  });

  it('are retried after a transient error', async () => {
    failures = [{ outcome: 'unknown', transient: true }];
    await apply();
    expect(changes).toEqual(['suspend sig-1', 'suspend sig-1', 'suspend sig-2']);
    failures = [{ outcome: 'unknown', transient: true, takesEffect: true }];
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it("fail with Spot's reason, and keep the earlier record", async () => {
    await apply();
    await age(11);
    failures = [{ outcome: 'refused' }];
    const before = await suspensionJournals();
    await expect(apply()).rejects.toMatchObject({
      code: 'fence-failed',
      exitCode: 3,
      message: expect.stringMatching(/SCHEDULING.* of sig-1, .*it went wrong/),
      findings: [{ code: 'fence-failed', severity: 'block', subject: 'sig-1' }],
    });
    expect(await suspensionJournals()).toEqual(before);
  });

  it.each<[string, string, () => Promise<unknown>, Partial<Context>]>([
    ['after the lease is lost', 'lease-lost', takeOver, {}],
    ['after a stop is requested', 'stopped', async () => {}, { signal: AbortSignal.abort() }],
  ])('are not set %s, without a record', async (_, code, happens, fields) => {
    await happens();
    await expect(apply(fields)).rejects.toMatchObject({ code });
    expect([changes, await suspensionJournals()]).toEqual([[], []]);
  });

  it('that cannot be removed are reported and stay recorded, without an error', async () => {
    await apply();
    failures = [{ outcome: 'refused' }, { outcome: 'refused' }];
    await lift();
    expect(reported.slice(-2)).toEqual(
      groups.map((id) => expect.stringMatching(new RegExp(`^${id}: cannot resume .*SCHEDULING \\(until 20.*wrong`))),
    );
    expect(await suspensionJournals()).toHaveLength(2);
  });
});

describe('suspensions of a group whose root persistence is off', () => {
  it('stay until it is on again', async () => {
    await apply();
    const journal: RootJournal = {
      kind: 'replace-root',
      group: 'sig-1',
      ssi: 'ssi-1',
      data: { target: 'ami-new', number: lease.number },
      openedAt: new Date().toISOString(),
    };
    await openRootJournal(store, journal);
    await lift();
    expect(everything()).toEqual([all, []]);
    expect(reported.join('\n')).toMatch(
      /^sig-1: PREVENTIVE_.* stay suspended, because its root volumes are not persisted now/m,
    );
    await closeRootJournal(store, journal);
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });
});

describe('suspensions while an instance is not back from its recycle', () => {
  it('stay, with a line that names the instance', async () => {
    await apply();
    const intent: RecycleIntent = {
      group: 'sig-1',
      ssi: 'ssi-1',
      instanceId: 'i-1',
      imageId: 'ami-old',
      privateIp: null,
      launchedAt: null,
      devices: [],
      target: 'ami-new',
      requestedAt: new Date().toISOString(),
      number: lease.number,
    };
    expect(await openIntent(store, intent)).toBeUndefined();
    await lift();
    expect(everything()[0]).toEqual(all);
    expect(reported.at(-2)).toMatch(
      /^sig-1: PREVENTIVE_.* stay suspended, because ssi-1 is not back from its recycle and /,
    );
  });
});

describe('suspensions of an earlier lease', () => {
  it('are taken over without a gap, and removed at the end', async () => {
    await apply();
    lease = await takeOver();
    await apply();
    expect(changes).toEqual(groups.concat(groups).map((id) => `suspend ${id}`));
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it('are removed by the next lease, even if it has set none', async () => {
    await apply();
    await lift(await takeOver());
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it('are not removed by a process that lost the lease', async () => {
    await apply();
    const mine = lease;
    lease = await takeOver();
    await lift(mine);
    expect(everything()).toEqual([all, all]);
    await apply();
    const before = await suspensionJournals();
    await lift(mine);
    expect([everything(), await suspensionJournals()]).toEqual([[all, all], before]);
  });

  it('are removed for an owner that has ended, unless the lease was taken over', async () => {
    await apply();
    await store.leases.release(lease);
    const owner = { ...ownerOf(), startTime: 'of another process' };
    const gone = await store.leases.acquire(groups, { owner, ttlMs: minuteMs });
    lease = await store.leases.acquire(groups, { ttlMs: minuteMs });
    await lift(gone);
    expect(everything()).toEqual([all, all]);
    expect(reported.at(-1)).toContain('taken over');

    await store.leases.release(lease);
    await lift(gone);
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });
});
