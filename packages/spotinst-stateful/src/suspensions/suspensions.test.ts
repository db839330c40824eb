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
import { suspendedProcesses } from './plan-suspensions.ts';
import { applySuspensions } from './suspensions.ts';
import { groupOf } from '../fixtures.ts';
import { monotonicClock } from '../clock.ts';
import { openIntent, type RecycleIntent } from '../records/intents.ts';
import { closeRootJournal, openRootJournal, type RootJournal } from '../records/root-records.ts';

const groups = ['sig-1', 'sig-2'];
const minuteMs = 60_000;
const options = { timeoutMs: 30 * minuteMs };

let folder: string;
let store: Store;
let lease: Lease;
let cloud: Map<string, Map<string, string | null>>;
let reported: string[];
let changes: string[];
/** What goes wrong with the next changes: before they take effect, or after. */
let failures: { outcome: SpotError['outcome']; takesEffect?: boolean; transient?: boolean }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fence-'));
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

const contextOf = (fields: Partial<Context> = {}): Context => ({
  clients: [client],
  clusters: {},
  store,
  apiUrl: 'http://127.0.0.1',
  requestTimeoutMs: 1000,
  emit: () => {},
  report: (line) => reported.push(line),
  clock: monotonicClock,
  ...fields,
});
const raise = (fields?: Partial<Context>) => applySuspensions(contextOf(fields), cluster, { lease, ...options });
const lift = (by = lease) => liftSuspensions(contextOf(), cluster, by);
const suspensionJournals = () => openSuspensionJournals(store, groups);
const everything = () => groups.map((id) => [...(cloud.get(id) ?? new Map()).keys()]);
const all = [...suspendedProcesses];

/** As if what is suspended had been requested a while ago. */
async function age(minutes: number): Promise<void> {
  const requestedAt = new Date(Date.now() - minutes * minuteMs).toISOString();
  for (const suspensionJournal of await suspensionJournals()) {
    await keepSuspensionJournal(store, {
      ...suspensionJournal,
      marks: suspensionJournal.marks.map((mark) => ({ ...mark, requestedAt })),
    });
  }
}

/** Takes the cluster's lease over, as after the end of its holder. */
async function takeOver(): Promise<Lease> {
  await store.leases.release(lease);
  return store.leases.acquire(groups, { ttlMs: minuteMs });
}

describe('a fence', () => {
  it('is set in every group, on record with its end, and lifted without a trace', async () => {
    await raise();
    expect(everything()).toEqual([all, all]);
    const [first] = await suspensionJournals();
    expect(first).toMatchObject({ group: 'sig-1', number: lease.number });
    expect(first?.marks).toEqual(
      suspensions('sig-1').map((one) => ({ ...one, requestedAt: expect.any(String), ttlInMinutes: 210 })),
    );
    await lift();
    expect(everything()).toEqual([[], []]);
    expect(await suspensionJournals()).toEqual([]);
    expect(changes).toEqual(['suspend sig-1', 'suspend sig-2', 'lift sig-1', 'lift sig-2']);
  });

  it('is renewed where it ends before a recycle may that takes longer', async () => {
    await raise();
    changes = [];
    await raise();
    expect(changes).toEqual([]);
    await applySuspensions(contextOf(), cluster, { lease, timeoutMs: 10 * options.timeoutMs });
    expect(changes).toEqual(['suspend sig-1', 'suspend sig-2']);
  });

  it('is on record before it is requested', async () => {
    failures = [{ outcome: 'unknown', takesEffect: true }];
    await expect(raise()).rejects.toMatchObject({ code: 'fence-failed', exitCode: 3 });
    const [suspensionJournal] = await suspensionJournals();
    expect(suspensionJournal?.marks.map(({ name, expiresAt }) => [name, expiresAt])).toEqual(
      all.map((name) => [name, null]),
    );
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it('is set again for the next instance, and lifted by the last end', async () => {
    await raise();
    await age(11);
    await raise();
    expect(changes).toHaveLength(4);
    expect(await suspensionJournals()).toHaveLength(2);
    await lift();
    expect(everything()).toEqual([[], []]);
  });

  it('leaves alone what somebody else has suspended, before it or since', async () => {
    cloud.get('sig-1')?.set('SCHEDULING', null);
    cloud.get('sig-2')?.set('SCHEDULING', '2099-01-01T00:00:00.000+0000');
    await raise();
    cloud.get('sig-1')?.set('REVERT_PREFERRED', null);
    await raise();
    await lift();
    expect(cloud.get('sig-1')).toEqual(new Map([['SCHEDULING', null], ['REVERT_PREFERRED', null]])); // prettier-ignore
    expect(cloud.get('sig-2')).toEqual(new Map([['SCHEDULING', '2099-01-01T00:00:00.000+0000']]));
  });

  it('stands against a recycle where somebody else’s ends too early in any group, and then sets nothing', async () => {
    cloud.get('sig-2')?.set('SCHEDULING', new Date(Date.now() + 39 * minuteMs).toISOString());
    await expect(raise()).rejects.toMatchObject({
      code: 'fence-expires',
      exitCode: 3,
      findings: [{ subject: 'sig-2', severity: 'block' }],
    });
    expect([changes, await suspensionJournals()]).toEqual([[], []]);
  });

  it('is not asked for again within ten minutes under the same lease', async () => {
    await raise();
    await age(9);
    await raise();
    expect(changes).toHaveLength(2);
    lease = await takeOver();
    await raise();
    expect(changes).toHaveLength(4);
  });

  it('is tried again when that fails for a passing reason', async () => {
    failures = [{ outcome: 'unknown', transient: true }];
    await raise();
    expect(changes).toEqual(['suspend sig-1', 'suspend sig-1', 'suspend sig-2']);
    failures = [{ outcome: 'unknown', transient: true, takesEffect: true }];
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it('is refused with the reason of Spot, and what was set before is still known as ours', async () => {
    await raise();
    await age(11);
    failures = [{ outcome: 'refused' }];
    const before = await suspensionJournals();
    await expect(raise()).rejects.toMatchObject({
      code: 'fence-failed',
      exitCode: 3,
      message: expect.stringMatching(/sig-1.*SCHEDULING.*it went wrong/),
      findings: [{ code: 'fence-failed', severity: 'block', subject: 'sig-1' }],
    });
    expect(await suspensionJournals()).toEqual(before);
  });

  it.each<[string, string, () => Promise<unknown>, Partial<Context>]>([
    ['once the lease is lost', 'lease-lost', takeOver, {}],
    ['once a stop is asked for', 'stopped', async () => {}, { signal: AbortSignal.abort() }],
  ])('is not set %s, and leaves no record', async (_, code, happens, fields) => {
    await happens();
    await expect(raise(fields)).rejects.toMatchObject({ code });
    expect([changes, await suspensionJournals()]).toEqual([[], []]);
  });

  it('that cannot be lifted is told with what it is and when it ends, stays on record, and is no failure', async () => {
    await raise();
    failures = [{ outcome: 'refused' }, { outcome: 'refused' }];
    await lift();
    expect(reported.slice(-2)).toEqual(
      groups.map((id) =>
        expect.stringMatching(new RegExp(`^${id}: could not lift .*SCHEDULING \\(ends .* at 20.*wrong`)),
      ),
    );
    expect(await suspensionJournals()).toHaveLength(2);
  });
});

describe('the fence of a group whose root volumes are not persisted', () => {
  it('stays until they are again', async () => {
    await raise();
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
    expect(reported.join()).toContain(
      'sig-1: its root volumes are not persisted, so these stay suspended: PREVENTIVE_',
    );
    await closeRootJournal(store, journal);
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });
});

describe('the fence of a cluster whose instance was not seen back from its recycle', () => {
  it('stays, and says for which instance and why', async () => {
    await raise();
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
      /^sig-1: PREVENTIVE_.* stay suspended, because ssi-1 was not seen back from its recycle:/,
    );
  });
});

describe('the fence of an earlier lease', () => {
  it('is taken over without a gap, and lifted in the end', async () => {
    await raise();
    lease = await takeOver();
    await raise();
    expect(changes).toEqual(groups.concat(groups).map((id) => `suspend ${id}`));
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it('is lifted by the next that ends, also when that has set none', async () => {
    await raise();
    await lift(await takeOver());
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it('is not lifted by whoever lost the lease', async () => {
    await raise();
    const mine = lease;
    lease = await takeOver();
    await lift(mine);
    expect(everything()).toEqual([all, all]);
    await raise();
    const before = await suspensionJournals();
    await lift(mine);
    expect([everything(), await suspensionJournals()]).toEqual([[all, all], before]);
  });

  it('is lifted for an owner that has ended, unless somebody else has come since', async () => {
    await raise();
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
