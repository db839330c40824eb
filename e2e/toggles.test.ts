import type { EsgError } from '@esg-recycler/core';
import type { FaultInput, ScenarioInput } from '@esg-recycler/spot-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listRoute, type RecycleSite, settleMs, startRecycleSite, zookeeper } from './support/recycle-site.ts';

let site: RecycleSite;
afterEach(() => site.stop());

const ids = ['ssi-1', 'ssi-2', 'ssi-3'];
const fast = { lagMs: 20, durationMs: 30 };
/** A different lag for each instance. All are shorter than the settle time. */
const lags = [0, settleMs / 4, settleMs / 2];
const lagging = {
  ...zookeeper,
  instances: zookeeper.instances.map((instance, index) => ({ ...instance, recycling: { lagMs: lags[index] } })),
};
const recycleRoute = `${listRoute}/{statefulInstanceId}/recycle` as const;

/** Recycles the instances in order, each as a separate process would. Stops at the first failure. */
async function roll(change?: Parameters<RecycleSite['recycle']>[1]): Promise<void> {
  for (const ssi of ids) await site.recycle(ssi, change);
}

/** The result of a roll. */
const result = () => ({
  accepted: site.accepted(),
  maxOut: site.simulator.maxOut(),
  now: ids.map((ssi) => site.simulator.cloud.instance(ssi)).map(({ state, imageId }) => `${state} ${imageId}`),
});
const eachOnce = { accepted: ids, maxOut: 1, now: ids.map(() => 'ACTIVE ami-new') };

const both = [true, false];
const ways = both.flatMap((visible) =>
  both.flatMap((exposesPausing) =>
    (['old', 'empty', 'new'] as const).map((instanceIdMeanwhile) => ({ visible, exposesPausing, instanceIdMeanwhile })),
  ),
);

describe('a roll of three instances', () => {
  it.each(ways)('passes with any states on the way: %j', async (way) => {
    site = await startRecycleSite({ groups: [lagging], recycling: { durationMs: 30, ...way } });
    await roll();
    expect(result()).toEqual(eachOnce);
  });

  it.each<NonNullable<ScenarioInput['answers']>>([
    { missing: 'null' },
    { missing: 'absent' },
    { timestamps: '+0000' },
    { omitsEmptyItems: true },
    { wrongCount: true },
    { omits: ['snapshotId'] },
    { wrongStateCode: 'NOBODY_KNOWS' },
    { listsDeallocated: false },
    { reportsExpiries: false },
    { missing: 'null', timestamps: '+0000', omitsEmptyItems: true, wrongCount: true, omits: ['snapshotId'] },
  ])('passes whatever the shape of the answers: %j', async (answers) => {
    site = await startRecycleSite({ answers, recycling: fast });
    await roll();
    expect(result()).toEqual(eachOnce);
  });

  it('is refused when Spot reports no images, and passes by launch time', async () => {
    site = await startRecycleSite({ answers: { omits: ['imageId'] }, recycling: fast });
    await expect(roll()).rejects.toMatchObject({ code: 'image-unknown', exitCode: 3 });
    expect(site.accepted()).toEqual([]);
    await roll({ since: Date.parse('2026-01-01T00:00:00Z') });
    expect(result()).toEqual(eachOnce);
  });

  it.each(['slidingLog', 'punishing'] as const)('passes within rate limits that count like this: %s', async (mode) => {
    const routes = { [`GET ${listRoute}`]: 30, [`PUT ${recycleRoute}`]: 1 };
    site = await startRecycleSite({ recycling: fast, rateLimits: { mode, windowMs: 1500, routes } });
    await roll();
    expect(result()).toEqual(eachOnce);
    expect(site.simulator.requests.some(({ status }) => status === 429)).toBe(true);
  });

  it.each<FaultInput>([
    { kind: 'reset', accepted: true },
    { kind: 'html', accepted: true },
    { kind: 'hang', accepted: true },
    { kind: 'throttled', accepted: true },
    { kind: 'empty' },
    { kind: 'cut' },
  ])('passes when the answers of all requests are lost: %j', async (fault) => {
    site = await startRecycleSite({
      groups: [lagging],
      recycling: { durationMs: 30 },
      faults: [{ ...fault, route: recycleRoute, times: 3 }],
    });
    await roll({ requestTimeoutMs: 300 });
    expect(result()).toEqual(eachOnce);
  });

  it.each<FaultInput>([{ kind: 'reset' }, { kind: 'html' }, { kind: 'throttled' }])(
    'passes when requests are lost on their way: %j',
    async (fault) => {
      site = await startRecycleSite({ recycling: fast, faults: [{ ...fault, route: recycleRoute, times: 2 }] });
      await roll();
      expect(result()).toEqual(eachOnce);
    },
  );

  it.each<[string, NonNullable<ScenarioInput['recycling']>]>([
    ['recycle-error', { outcome: 'error' }],
    ['recycle-paused', { outcome: 'paused' }],
    ['recycle-deallocated', { outcome: 'deallocated' }],
    ['instance-vanished', { outcome: 'vanished' }],
    ['recycle-timeout', { outcome: 'stuck' }],
    ['recycle-timeout', { outcome: 'unchanged' }],
    ['image-not-target', { imageAfter: 'ami-x' }],
    ['volumes-changed', { changesVolumes: true }],
    ['address-changed', { changesAddress: true }],
  ])('stops with %s, at most one out: %j', async (code, recycling) => {
    site = await startRecycleSite({ recycling: fast });
    site.simulator.cloud.setRecycling('ssi-2', recycling);
    await expect(roll({ timeoutMs: 4 * settleMs })).rejects.toMatchObject({ code, exitCode: 1 });
    expect(site.accepted()).toEqual(['ssi-1', 'ssi-2']);
    expect(site.simulator.maxOut()).toBe(1);
  });
});

describe('a store that is deleted', () => {
  /** The new store cannot recognize the mark of the run before. */
  const takeOver = 'the store was deleted';

  const errorOf = (recycling: Promise<unknown>): Promise<EsgError> =>
    recycling.then(
      () => Promise.reject(new Error('it passed')),
      (error: EsgError) => error,
    );

  it('between two instances costs a quiet period and nothing else', async () => {
    site = await startRecycleSite({ recycling: fast });
    for (const ssi of ids) {
      await site.recycle(ssi);
      site.loseStore();
    }
    expect(result()).toEqual(eachOnce);
    expect(site.lines.filter((line) => line.includes('no finished run of cluster'))).toHaveLength(3);
  });

  it.each(lags)('%i ms before a recycle shows: it is awaited and verified', async (lagMs) => {
    site = await startRecycleSite({ recycling: { lagMs, durationMs: 2 * settleMs } });
    const lost = errorOf(site.recycle('ssi-1'));
    await site.simulator.waitFor(() => site.accepted().length === 1);
    site.loseStore();
    const { changed, before, after } = await site.recycle('ssi-1', { takeOver });
    expect([changed, before.imageId, after.imageId]).toEqual([true, 'ami-old', 'ami-new']);
    expect(await lost).toMatchObject({ code: 'store-lost', exitCode: 1 });
    expect(site.accepted()).toEqual(['ssi-1']);
  });

  it.each(lags)('%i ms before a recycle shows: another instance waits for it', async (lagMs) => {
    site = await startRecycleSite({ recycling: { lagMs, durationMs: 2 * settleMs } });
    const stop = new AbortController();
    const stopped = errorOf(site.recycle('ssi-1', { signal: stop.signal }));
    await site.simulator.waitFor(() => site.accepted().length === 1);
    stop.abort();
    site.loseStore();
    expect(await stopped).toMatchObject({ code: 'stopped' });
    expect(await site.recycle('ssi-2', { takeOver })).toMatchObject({ changed: true });
    expect(site.accepted()).toEqual(['ssi-1', 'ssi-2']);
    expect(site.simulator.maxOut()).toBe(1);
  });

  it('during an endless recycle: requests nothing more, and names the instance', async () => {
    site = await startRecycleSite({ recycling: { lagMs: lags[1], outcome: 'stuck' } });
    const stop = new AbortController();
    const stopped = errorOf(site.recycle('ssi-1', { signal: stop.signal }));
    await site.simulator.waitFor(() => site.accepted().length === 1);
    stop.abort();
    site.loseStore();
    await stopped;
    for (const ssi of ids) {
      const error = await errorOf(site.recycle(ssi, { timeoutMs: 3 * settleMs, takeOver }));
      expect(error).toMatchObject({ code: 'cluster-unsettled', exitCode: 3 });
      expect(error.message).toContain('ssi-1 is RECYCL');
    }
    expect(site.accepted()).toEqual(['ssi-1']);
  });

  it('while its lease is held: requests nothing under it', async () => {
    site = await startRecycleSite({ recycling: fast });
    const leaseToken = await site.holdLease();
    await site.recycle('ssi-1', { leaseToken });
    site.loseStore();
    const refused = { code: 'lease-lost', exitCode: 4 };
    expect(await errorOf(site.recycle('ssi-2', { leaseToken }))).toMatchObject(refused);
    expect(site.accepted()).toEqual(['ssi-1']);
  });
});

describe('two groups of one cluster', () => {
  const second = { ...zookeeper, id: 'sig-zk2', name: 'more', instances: [{ id: 'ssi-9', imageId: 'ami-old' }] };

  it('one of which is rolled alone: not during a recycle of the other', async () => {
    site = await startRecycleSite({ groups: [zookeeper, second], recycling: { ...fast, outcome: 'stuck' } });
    const clusters = { zk: ['sig-zk*'] };
    const stop = new AbortController();
    const recycling = site.recycle('ssi-9', { esg: 'sig-zk2', clusters, signal: stop.signal });
    await site.simulator.waitFor(() => site.accepted().length === 1);
    stop.abort();
    await recycling.catch(() => {});
    await expect(site.recycle('ssi-1')).rejects.toMatchObject({
      code: 'recycle-pending',
      exitCode: 3,
      hint: expect.stringContaining('clusters:'),
    });
    expect(site.accepted()).toEqual(['ssi-9']);
  });
});
