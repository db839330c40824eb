import type { EsgError } from '@esg-recycler/core';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { group, listRoute, type RecycleSite, settleMs, startRecycleSite, zookeeper } from './support/recycle-site.ts';

let site: RecycleSite;
afterEach(() => site.stop());

/** The error that a recycle ends with. */
const failureOf = (recycling: Promise<unknown>): Promise<EsgError> =>
  recycling.then(
    () => Promise.reject(new Error('it was recycled')),
    (error: EsgError) => error,
  );

/** The code of that error, or that no error occurred. */
const outcomeOf = (recycling: Promise<unknown>): Promise<string> =>
  recycling.then(
    () => 'recycled',
    ({ code }: EsgError) => code,
  );

const spotLines = ({ findings }: EsgError): string =>
  findings
    .filter(({ code }) => code === 'spot-log')
    .map(({ message }) => message)
    .join('\n');

/** How often the list was read since the last change of an instance. */
function readsSinceTheEnd(ssi: string): number {
  const end = site.simulator.log.findLast((event) => event.ssi === ssi)!.at;
  return site.simulator.requests.filter(({ route, at }) => route === listRoute && at > end).length;
}

type Recycling = NonNullable<ScenarioInput['recycling']>;

const resume = `spotinst-stateful resume --esg ${group} --id ssi-1`;
const inspect = `spotinst-stateful inspect --esg ${group} --id ssi-1`;
const fast = { lagMs: 20, durationMs: 40 };

describe('a recycle', () => {
  it.each<[string, Recycling]>([
    ['with everything to be seen', {}],
    ['without anything to be seen on the way', { visible: false }],
    ['faster than it can be seen', { lagMs: 0, requestedMs: 0, durationMs: 0 }],
    ['longer than the settle time', { durationMs: 3 * settleMs }],
  ])('that ends ACTIVE, %s, is verified', async (_, recycling) => {
    site = await startRecycleSite({ recycling: { ...fast, ...recycling } });
    const { changed, evidence } = await site.recycle('ssi-1');
    expect(changed).toBe(true);
    expect(evidence.map(({ check, holds }) => [check, holds])).toEqual(
      ['active', 'new-instance', 'later-launch', 'on-target', 'same-address', 'same-volumes'].map((c) => [c, true]),
    );
    expect(site.accepted()).toEqual(['ssi-1']);
  });

  interface Ending {
    recycling: Recycling;
    code: string;
    /** In the hint. */
    advice: string;
    /** In Spot's own log. */
    line?: string;
    /** How many reads it takes to report it once it is visible. */
    reads: number;
    /** Why another instance of the cluster is not recycled after it. Absent if no instance is out. */
    next?: string;
  }

  it.each<[string, Ending]>([
    [
      'in ERROR',
      {
        recycling: { outcome: 'error' },
        code: 'recycle-error',
        advice: resume,
        line: 'InsufficientInstanceCapacity',
        reads: 1,
        next: 'other-not-active',
      },
    ],
    [
      'DEALLOCATED',
      {
        recycling: { outcome: 'deallocated' },
        code: 'recycle-deallocated',
        advice: 'Spot console',
        reads: 1,
        next: 'other-not-active',
      },
    ],
    ['no longer listed', { recycling: { outcome: 'vanished' }, code: 'instance-vanished', advice: 'events', reads: 2 }],
    ['on another image', { recycling: { imageAfter: 'ami-x' }, code: 'image-not-target', advice: inspect, reads: 1 }],
    ['on the old image', { recycling: { imageAfter: 'ami-old' }, code: 'image-not-target', advice: inspect, reads: 1 }],
    ['at another address', { recycling: { changesAddress: true }, code: 'address-changed', advice: inspect, reads: 1 }],
    ['on other volumes', { recycling: { changesVolumes: true }, code: 'volumes-changed', advice: inspect, reads: 1 }],
  ])('that ends %s is reported at once', async (_, { recycling, code, advice, line = '', reads, next }) => {
    site = await startRecycleSite({ recycling: { ...fast, ...recycling } });
    const error = await failureOf(site.recycle('ssi-1'));
    expect(error).toMatchObject({ code, exitCode: 1, message: expect.stringContaining('ssi-1') });
    expect(error.hint).toContain(advice);
    expect(spotLines(error)).toContain(line);
    expect(readsSinceTheEnd('ssi-1')).toBeLessThanOrEqual(reads);

    site.simulator.cloud.setRecycling(group, {
      outcome: 'active',
      imageAfter: null,
      changesAddress: false,
      changesVolumes: false,
    });
    expect(await outcomeOf(site.recycle('ssi-2'))).toBe(next ?? 'recycled');
    expect(site.accepted()).toEqual(next ? ['ssi-1'] : ['ssi-1', 'ssi-2']);
  });

  it('that shows the old image is reported at once and not requested again', async () => {
    site = await startRecycleSite({ recycling: { ...fast, imageAfter: 'ami-old' } });
    expect(await failureOf(site.recycle('ssi-1'))).toMatchObject({ code: 'image-not-target' });
    site.simulator.cloud.change('ssi-1', { imageId: 'ami-new' });
    expect(await site.recycle('ssi-1')).toMatchObject({ changed: false, after: { imageId: 'ami-new' } });
    expect(site.accepted()).toEqual(['ssi-1']);
  });

  it('that vanishes before the list shows it DEALLOCATED has vanished', async () => {
    site = await startRecycleSite({
      recycling: { ...fast, outcome: 'deallocated', visible: false },
      answers: { listsDeallocated: false },
    });
    expect(await failureOf(site.recycle('ssi-1'))).toMatchObject({ code: 'instance-vanished' });
  });

  it('that stays PAUSED is reported after the settle time and can be resumed', async () => {
    site = await startRecycleSite({ recycling: { ...fast, outcome: 'paused' } });
    const error = await failureOf(site.recycle('ssi-1'));
    expect(error).toMatchObject({ code: 'recycle-paused', exitCode: 1, hint: expect.stringContaining(resume) });
    expect(spotLines(error)).toContain('rolled back to paused');
    const pausedAt = site.simulator.log.findLast(({ ssi }) => ssi === 'ssi-1')!.at;
    expect(Date.now() - pausedAt).toBeGreaterThanOrEqual(settleMs);

    expect(await failureOf(site.recycle('ssi-1'))).toMatchObject({ code: 'not-active', exitCode: 3 });
    const other = await failureOf(site.recycle('ssi-2'));
    expect(other).toMatchObject({
      code: 'other-not-active',
      message: expect.stringContaining('rolled back to paused'),
    });
    expect(other.hint).toContain(resume);
    expect(site.accepted()).toEqual(['ssi-1']);
  });

  it.each<[string, Recycling]>([
    ['never changes', { outcome: 'unchanged' }],
    ['never ends', { outcome: 'stuck' }],
  ])('that %s ends with the timeout, and nothing else is requested', async (_, recycling) => {
    site = await startRecycleSite({ recycling: { ...fast, ...recycling } });
    const limits = { timeoutMs: settleMs / 2 };
    expect(await failureOf(site.recycle('ssi-1', { timeoutMs: 300 }))).toMatchObject({
      code: 'recycle-timeout',
      exitCode: 1,
      hint: expect.stringContaining(inspect),
    });
    for (const ssi of ['ssi-1', 'ssi-2']) {
      // Too short for the end of that recycle, and for the quiet period before the first request.
      expect([2, 3]).toContain((await failureOf(site.recycle(ssi, limits))).exitCode);
    }
    expect(site.accepted()).toEqual(['ssi-1']);
  });
});

describe('the wait for a recycle', () => {
  /** Spot allows this many reads of the list a minute. The client slows down before that, and then waits long. */
  const limit = 40;
  const blocked: ScenarioInput = {
    recycling: { durationMs: 60_000 },
    rateLimits: { routes: { [`GET ${listRoute}`]: limit } },
  };
  const reads = () => site.simulator.requests.filter(({ route }) => route === listRoute).length;

  it('ends with its timeout, however long Spot lets nothing through', async () => {
    site = await startRecycleSite(blocked);
    const startedAt = performance.now();
    expect(await failureOf(site.recycle('ssi-1', { timeoutMs: 2000 }))).toMatchObject({ code: 'recycle-timeout' });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(reads()).toBeGreaterThanOrEqual(0.9 * limit);
  });

  it('ends with a stop, however long Spot lets nothing through', async () => {
    site = await startRecycleSite(blocked);
    const stop = new AbortController();
    const error = failureOf(site.recycle('ssi-1', { signal: stop.signal, timeoutMs: 60_000 }));
    await site.simulator.waitFor(() => reads() >= 0.9 * limit);
    const stoppedAt = performance.now();
    stop.abort();
    expect(await error).toMatchObject({ code: 'stopped', exitCode: 130, hint: expect.stringContaining('recorded') });
    expect(performance.now() - stoppedAt).toBeLessThan(5000);
  });

  it('is over for one that Spot refuses, whatever its code: nothing is under way', async () => {
    site = await startRecycleSite({ answers: { wrongStateCode: 'NOBODY_KNOWS' }, recycling: { visible: false } });
    site.simulator.cloud.setRecycling('ssi-1', { durationMs: 400 });
    await site.recycle('ssi-3');
    site.simulator.cloud.request('ssi-1', 'recycle');
    await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-1').state === 'RECYCLING');
    const error = await failureOf(site.recycle('ssi-1'));
    expect(error).toMatchObject({
      code: 'spot-refused',
      exitCode: 1,
      message: expect.stringContaining('NOBODY_KNOWS'),
    });
    await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-1').state === 'ACTIVE');
    expect(await site.recycle('ssi-1')).toMatchObject({ changed: false });
  });
});

describe('another instance that leaves ACTIVE on its own', () => {
  it('is reported during the wait and stops the roll with the reason from Spot', async () => {
    site = await startRecycleSite({ recycling: { durationMs: 200 } });
    const leaseToken = await site.holdLease();
    const first = site.recycle('ssi-1', { leaseToken });
    await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-1').state === 'RECYCLING');
    site.simulator.cloud.interrupt('ssi-3');
    const { changed, findings } = await first;
    expect(changed).toBe(true);
    expect(findings).toMatchObject([
      { code: 'other-not-active', severity: 'warn', subject: 'ssi-3' },
      { code: 'spot-log', message: expect.stringContaining('interrupted by AWS') },
    ]);
    expect(site.events).toContain('recycle_state ssi-3');

    const reason = { message: expect.stringContaining('interrupted by AWS'), exitCode: 3 };
    await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-3').state === 'ACTIVE');
    expect(await failureOf(site.recycle('ssi-2', { leaseToken }))).toMatchObject({ ...reason, code: 'other-replaced' });
    expect(site.accepted()).toEqual(['ssi-1']);
    await site.giveLeaseBack();
    expect(await site.recycle('ssi-2')).toMatchObject({ changed: true });
  });

  it('is not replaced by a second one out', async () => {
    site = await startRecycleSite({ recycling: { durationMs: 400 } });
    const leaseToken = await site.holdLease();
    await site.recycle('ssi-1', { leaseToken });
    site.simulator.cloud.interrupt('ssi-3');
    await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-3').state === 'RECYCLING');
    const error = await failureOf(site.recycle('ssi-2', { leaseToken }));
    expect(error).toMatchObject({ code: 'other-not-active', message: expect.stringContaining('interrupted by AWS') });
    expect(spotLines(error)).toContain('interrupted by AWS');
    expect(site.accepted()).toEqual(['ssi-1']);
    expect(site.simulator.maxOut()).toBe(1);
  });
});

describe('what changes between inspection and request', () => {
  /** Does something after the inspection, right before the last check. */
  const meanwhile = (change: () => void) => ({
    report: (line: string) => {
      if (line.includes('suspended for')) change();
    },
  });

  it.each<[string, () => void, string]>([
    [
      'the target',
      () => site.simulator.cloud.updateGroup(group, { compute: { launchSpecification: { imageId: 'ami-newer' } } }),
      'target-changed',
    ],
    ['the state of another', () => site.simulator.cloud.change('ssi-2', { state: 'PAUSED' }), 'other-not-active'],
    ['the instance itself', () => site.simulator.cloud.change('ssi-1', { instanceId: 'i-other' }), 'instance-changed'],
    ['its listing', () => void site.simulator.cloud.removeInstance('ssi-1'), 'instance-unknown'],
    ['the store', () => site.loseStore(), 'store-lost'],
  ])('%s: nothing is requested', async (_, change, code) => {
    site = await startRecycleSite();
    // After a finished run there is no quiet period, after which everything would be read again.
    await site.recycle('ssi-3');
    expect(
      await failureOf(
        site.recycle(
          'ssi-1',
          meanwhile(() => change()),
        ),
      ),
    ).toMatchObject({ code });
    expect(site.accepted()).toEqual(['ssi-3']);
  });

  it('the lease: nothing is requested, and the error is that of a missing lease', async () => {
    site = await startRecycleSite();
    const leaseToken = await site.holdLease();
    const { report } = meanwhile(() => site.loseStore());
    const error = await failureOf(site.recycle('ssi-1', { leaseToken, report }));
    expect(error).toMatchObject({ code: 'store-lost' });
    expect(await failureOf(site.recycle('ssi-1', { leaseToken }))).toMatchObject({ code: 'lease-lost', exitCode: 4 });
    expect(site.accepted()).toEqual([]);
  });
});

describe('a group of two clusters', () => {
  it('is refused: one instance of each could be out at once', async () => {
    site = await startRecycleSite({ groups: [zookeeper] }, { zk: [group], all: ['zoo*'] });
    expect(await failureOf(site.recycle('ssi-1'))).toMatchObject({ code: 'clusters-overlap', exitCode: 2 });
  });
});
