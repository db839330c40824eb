import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instanceOf } from '../fixtures.ts';
import { monotonicClock, type MonotonicClock } from '../clock.ts';
import { openStopFile } from '../stop-file.ts';
import { guard, intentOf, openIntents, scene } from './test-support/guard-scene.ts';

describe('guardRecycle when the time passes', () => {
  let time: number;
  let clock: MonotonicClock;
  beforeEach(() => {
    time = 0;
    clock = { ...monotonicClock, now: () => time };
  });

  /** Lets the time pass in the last check before the request, as often as wanted. */
  const delayLast = (passes: () => void): void => {
    const { leases } = scene.store;
    const verify = leases.verify.bind(leases);
    leases.verify = async (...given) => {
      await verify(...given);
      passes();
    };
  };

  it('checks everything again, after what is repeated before it', async () => {
    const seen: unknown[] = [];
    delayLast(() => (time += seen.length === 0 ? 60_000 : 0));
    await guard({ clock }, { again: async () => void seen.push(scene.reads, await openIntents()) });
    expect(seen).toEqual([2, []]);
    expect(scene.reads).toBe(4);
    expect(await openIntents()).toEqual([intentOf()]);
  });

  it('checks everything again when the machine slept meanwhile', async () => {
    const { now } = Date;
    // The monotonic clock does not count the sleep.
    delayLast(() => (Date.now = () => now() + 5000));
    try {
      await guard({ clock });
    } finally {
      Date.now = now;
    }
    expect(scene.reads).toBe(4);
  });

  it('counts the age of its reads from their beginning', async () => {
    scene.whileReading = () => {
      time += 1001;
      scene.cloud.others[0] = instanceOf({ id: 'ssi-9', state: 'PAUSED' });
    };
    await expect(guard({ clock })).rejects.toMatchObject({ code: 'other-not-active' });
    expect(await openIntents()).toEqual([]);
  });

  it('starts again when the earlier check became too old during its reads', async () => {
    let [isFresh, repeated] = [true, 0];
    scene.whileReading = () => (isFresh = false);
    const check = { age: () => 0, isFresh: () => isFresh };
    const again = async (): Promise<void> => {
      [isFresh, repeated] = [true, repeated + 1];
    };
    await guard({ clock }, { check, again });
    expect([repeated, scene.reads]).toEqual([1, 4]);
  });

  it.each([
    [
      'Spot',
      () => {
        const slow = (): void => {
          time += 40_000;
          scene.whileReading = slow;
        };
        scene.whileReading = slow;
      },
      /recently: Spot 1m20s, the store \d+ms, the health check 3s$/,
    ],
    ['the store', () => delayLast(() => (time += 50_000)), /recently: Spot \d+ms, the store 50s, the health check 3s$/],
  ])('refuses after a few restarts when %s is too slow', async (_, slowDown, expected) => {
    slowDown();
    const check = { age: () => 3000, isFresh: () => true };
    await expect(guard({ clock }, { check })).rejects.toMatchObject({
      code: 'checks-slow',
      exitCode: 3,
      message: expect.stringMatching(expected),
    });
    expect([scene.reads, await openIntents()]).toEqual([8, []]);
  });

  it('refuses what no longer passes', async () => {
    delayLast(() => {
      time += 60_000;
      scene.cloud.others[0] = instanceOf({ id: 'ssi-9', state: 'RECYCLING' });
    });
    await expect(guard({ clock })).rejects.toMatchObject({ code: 'other-not-active' });
    expect(await openIntents()).toEqual([]);
  });
});

describe('guardRecycle with a stop file', () => {
  /** Guards a request; the file appears during its last read, or after it. */
  const guarded = async (appears: 'during' | 'after') => {
    const file = join(scene.folder, 'stop');
    const stop = new AbortController();
    const stopFile = openStopFile(file, () => stop.abort());
    if (appears === 'during') scene.whileReading = () => writeFileSync(file, '');
    await guard({ signal: stop.signal, stopFile });
    writeFileSync(file, '');
    return stop.signal;
  };

  it('refuses right before the request', async () => {
    await expect(guarded('during')).rejects.toMatchObject({ code: 'stopped', exitCode: 130 });
    expect(await openIntents()).toEqual([]);
  });

  it('does not stop once the request is sent', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'performance', 'Date'] });
    const signal = await guarded('after');
    jest.advanceTimersByTime(60_000);
    jest.useRealTimers();
    expect(signal.aborted).toBe(false);
  });
});
