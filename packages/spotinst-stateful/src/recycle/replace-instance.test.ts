import { EsgError, ExitCode } from '@esg-recycler/core';
import { type Lease, openStore, type Store } from '@esg-recycler/esg-store';
import { persistenceOf, type SpotClient, SpotError, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { contextOf, groupOf, instanceOf, recycledOf } from '../fixtures.ts';
import { openIntentsOf } from '../records/intents.ts';
import { repeatedCheck } from './repeat-check.ts';
import { openStopFile } from '../stop-file.ts';
import { replaceInstance } from './replace-instance.ts';

const minuteMs = 60_000;
const group = groupOf();

type Fate = 'lost' | 'rate limited' | 'late' | 'done';

let folder: string;
let store: Store;
let lease: Lease;
let time: number;
let suspended: Map<string, string>;
let instance: StatefulInstance;
/** The results of the requests to come. Default: `done`. */
let fates: Fate[];
/** How many of the next reads fail. */
let unreadable: number;
/** Called by the next read of deployments. */
let whileReading: () => void;
/** Requests that were sent, and checks. */
let sequence: string[];
/** Called when a request is sent. */
let onSent: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replace-instance-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  lease = await store.leases.acquire([group.id], { ttlMs: minuteMs });
  [time, fates, unreadable, sequence] = [0, [], 0, []];
  onSent = () => {};
  suspended = new Map();
  whileReading = () => {};
  instance = instanceOf();
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const suspensions = () => [...suspended].map(([name, expiresAt]) => ({ name, expiresAt }));

const client = {
  accountId: 'act-1',
  getGroup: async () => group,
  async listStatefulInstances() {
    if (unreadable > 0) {
      unreadable -= 1;
      throw new SpotError('no answer', { code: 'spot-unreachable', outcome: 'refused' });
    }
    return [instance, instanceOf({ id: 'ssi-2' })];
  },
  async listRolls() {
    const during = whileReading;
    whileReading = () => {};
    during();
    return [];
  },
  listLogs: async () => [],
  listEvents: async () => [],
  listSuspensions: async () => suspensions(),
  async suspendProcesses(_, processes, { beforeSend } = {}) {
    await beforeSend?.();
    for (const { name, ttlInMinutes = 0 } of processes) {
      suspended.set(name, new Date(Date.now() + ttlInMinutes * minuteMs).toISOString());
    }
    return suspensions();
  },
  async recycleStatefulInstance(_, ssi, { beforeSend } = {}) {
    const fate = fates.shift() ?? 'done';
    if (fate === 'late') time += 2 * minuteMs;
    await beforeSend?.();
    sequence.push(`recycle ${ssi}`);
    onSent();
    if (fate === 'lost') throw new SpotError('reset', { code: 'spot-unreachable', outcome: 'unknown' });
    if (fate === 'rate limited') throw new SpotError('429', { code: 'spot-rate-limited', outcome: 'refused' });
    instance = recycledOf();
  },
} as Partial<SpotClient> as SpotClient;

const own = { client, group };
const cluster: Cluster = { name: 'zk', own, members: [own] };

/** Time passes only by waiting. */
const clock = {
  now: () => time,
  sleep: async (ms: number) => {
    time += ms;
  },
};

const passes = async (): Promise<void> => {
  sequence.push('check');
};
const refusal = new EsgError('ssi-2 does not serve', { code: 'gate-shut', exitCode: ExitCode.refused });
const fails = async (): Promise<void> => {
  await passes();
  throw refusal;
};

/** The check of the caller, which was made `age` ago. */
const checkOf = (checkAgain: (() => Promise<void>) | undefined, age: number) => {
  const ageSince = (began: number) => () => time - began;
  const repeat = async () => {
    const began = time;
    await checkAgain?.();
    return ageSince(began);
  };
  return checkAgain && repeatedCheck({ age: ageSince(time - age), repeat });
};

const replace = (checkAgain: (() => Promise<void>) | undefined, fields: Partial<Context> = {}, age = 0) =>
  replaceInstance(contextOf(store, client, { clock, ...fields }), cluster, {
    instance,
    target: 'ami-new',
    replaceRoot: false,
    persistence: persistenceOf(group),
    lease,
    timeoutMs: 30 * minuteMs,
    pollIntervalMs: 100,
    check: checkOf(checkAgain, age),
  });

/** Replaces it, and requests a stop by a file right after the first request is sent. */
const replaceAndStop = () => {
  const stop = new AbortController();
  const stopFile = openStopFile(join(folder, 'stop'), () => stop.abort());
  onSent = () => writeFileSync(join(folder, 'stop'), '');
  return replace(passes, { signal: stop.signal, stopFile });
};

const recycled = { verification: { after: { instanceId: 'i-new' } } };

describe('replaceInstance', () => {
  it('requests a recycle without another check when nothing was waited for', async () => {
    expect(await replace(passes)).toMatchObject(recycled);
    expect(sequence).toEqual(['recycle ssi-1']);
  });

  it.each([
    [59_000, ['recycle ssi-1']],
    [61_000, ['check', 'recycle ssi-1']],
    [Infinity, ['check', 'recycle ssi-1']],
  ])('checks again when the check began %d ms ago, if that is too long', async (age, expected) => {
    expect(await replace(passes, {}, age)).toMatchObject(recycled);
    expect(sequence).toEqual(expected);
  });

  it('checks again when the check began too long ago by the end of the guard', async () => {
    // Only the guard reads deployments.
    whileReading = () => {
      time += 900;
    };
    expect(await replace(passes, {}, 59_500)).toMatchObject(recycled);
    expect(sequence).toEqual(['check', 'recycle ssi-1']);
  });

  it('requests nothing when each check takes too long itself', async () => {
    const slow = async (): Promise<void> => {
      await passes();
      time += 61_000;
    };
    await expect(replace(slow, {}, Infinity)).rejects.toMatchObject({
      code: 'checks-slow',
      message: expect.stringContaining('the health check 1m01s'),
    });
    expect(sequence).not.toContain('recycle ssi-1');
    expect(await openIntentsOf(store, [group.id])).toEqual([]);
  });

  it('finishes an instance whose request was sent before the stop', async () => {
    expect(await replaceAndStop()).toMatchObject(recycled);
  });

  it.each<Fate>(['rate limited', 'lost'])('does not repeat a request after a stop: %s', async (fate) => {
    fates = [fate];
    await expect(replaceAndStop()).rejects.toMatchObject({ code: 'stopped', exitCode: 130 });
    expect(sequence.filter((step) => step !== 'check')).toEqual(['recycle ssi-1']);
    expect(await openIntentsOf(store, [group.id])).toEqual([]);
  });

  it('repeats the check before each request that is sent again', async () => {
    fates = ['lost', 'lost'];
    expect(await replace(passes)).toMatchObject(recycled);
    expect(sequence).toEqual(['recycle ssi-1', 'check', 'recycle ssi-1', 'check', 'recycle ssi-1']);
  });

  it('requests nothing again when the check fails, and leaves no record', async () => {
    fates = ['lost'];
    await expect(replace(fails)).rejects.toBe(refusal);
    expect(sequence).toEqual(['recycle ssi-1', 'check']);
    expect(await openIntentsOf(store, [group.id])).toEqual([]);
  });

  it('sends a lost request again where no check is given', async () => {
    fates = ['lost'];
    expect(await replace(undefined)).toMatchObject(recycled);
    expect(sequence).toEqual(['recycle ssi-1', 'recycle ssi-1']);
  });

  it.each([
    ['that the rate limit refused', 'rate limited', ['recycle ssi-1', 'check', 'recycle ssi-1']],
    ['that waited for the rate limit', 'late', ['check', 'recycle ssi-1']],
  ] as const)('repeats the check before a request %s', async (_, fate, expected) => {
    fates = [fate];
    expect(await replace(passes)).toMatchObject(recycled);
    expect(sequence).toEqual(expected);
  });

  it.each([
    ['refused', 'rate limited', ['recycle ssi-1', 'check']],
    ['delayed', 'late', ['check']],
  ] as const)('ends when the check fails after the rate limit %s a request', async (_, fate, expected) => {
    fates = [fate];
    await expect(replace(fails)).rejects.toBe(refusal);
    expect(sequence).toEqual(expected);
    expect(await openIntentsOf(store, [group.id])).toEqual([]);
  });

  it('repeats the check after it has waited for other runs', async () => {
    await expect(replace(fails, { isShared: false })).rejects.toBe(refusal);
    expect(sequence).toEqual(['check']);
  });

  it('repeats the check after the process was suspended between it and the request', async () => {
    const { leases } = store;
    const verify = leases.verify.bind(leases);
    let isSuspended = false;
    leases.verify = async (...given) => {
      await verify(...given);
      const isGuarded = (await openIntentsOf(store, [group.id])).length > 0;
      if (isSuspended || !isGuarded) return;
      isSuspended = true;
      time += 2 * minuteMs;
    };
    expect(await replace(passes)).toMatchObject(recycled);
    expect(sequence).toEqual(['check', 'recycle ssi-1']);
  });

  it('sends again only after the settle time without a failed read', async () => {
    fates = ['lost'];
    const times: number[] = [];
    const checkAgain = async (): Promise<void> => {
      times.push(time);
    };
    const emit: Context['emit'] = (event) => {
      if (event === 'recycle_requested' && times.length === 0) unreadable = 50;
    };
    expect(await replace(checkAgain, { emit })).toMatchObject(recycled);
    expect(times).toEqual([50 * 100 + 100 + 12 * 100]);
  });
});
