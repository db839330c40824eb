import { describe, expect, it } from '@jest/globals';
import { type StabilityWindow, waitUntilHealthy } from './wait-until-healthy.ts';
import type { Judgement } from './judgement.ts';

const healthy: Judgement = {
  safe: true,
  serving: true,
  role: 'follower',
  yieldTo: [],
  unsatisfiable: [],
  outage: false,
  findings: [],
};
const unhealthy: Judgement = { ...healthy, safe: false };

/** Each letter is the result of one check, and the last one repeats: + healthy, - unhealthy, y yields, n never. */
async function wait(
  seen: string,
  { count = 3, intervalMs = 10, timeoutMs = 100 }: Partial<StabilityWindow> = {},
  checkMs = 0,
) {
  const letters: Record<string, Judgement> = {
    '+': healthy,
    '-': unhealthy,
    y: { ...unhealthy, yieldTo: ['b'] },
    n: { ...unhealthy, unsatisfiable: ['rule-one'] },
  };
  let now = 5000;
  const clock = {
    now: () => now,
    sleep: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const rows: number[] = [];
  const evaluate = () => {
    now += checkMs;
    return Promise.resolve(letters[seen[Math.min(rows.length, seen.length - 1)]!]!);
  };
  const limits = { count, intervalMs, timeoutMs };
  const judgement = await waitUntilHealthy(evaluate, limits, clock, (_, passed) => rows.push(passed));
  return { safe: judgement.safe, rows: rows.join(''), took: now - 5000 };
}

describe('waitUntilHealthy', () => {
  it('passes after the required number of passing checks in a row', async () =>
    expect(await wait('+')).toEqual({ safe: true, rows: '123', took: 20 }));

  it('restarts the row after a failing check', async () =>
    expect(await wait('++-+-+++')).toEqual({ safe: true, rows: '12010123', took: 70 }));

  it('fails for a cluster that flaps', async () =>
    expect(await wait('+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-')).toMatchObject({ safe: false, took: 110 }));

  it('checks until the timeout', async () =>
    expect(await wait('-')).toEqual({ safe: false, rows: '00000000000', took: 100 }));

  it.each([
    ['a timeout shorter than the interval', 9, 9],
    ['a timeout that is not a multiple of the interval', 25, 25],
  ])('checks once more at the end of %s', async (_, timeoutMs, took) => {
    const untilThen = '-'.repeat(Math.ceil(timeoutMs / 10));
    expect(await wait(`${untilThen}+`, { count: 1, timeoutMs })).toMatchObject({ safe: true, took });
    expect(await wait('-', { timeoutMs })).toEqual({ safe: false, rows: `${untilThen}-`.replaceAll('-', '0'), took });
  });

  it('counts the duration of checks', async () =>
    expect(await wait('-', { timeoutMs: 99 }, 40)).toEqual({ safe: false, rows: '000', took: 139 }));

  it('completes a row that starts before the timeout', async () =>
    expect(await wait('---------+')).toMatchObject({ safe: true, rows: '000000000123', took: 110 }));

  it('fails if a row breaks after the timeout', async () =>
    expect(await wait('---------++-+')).toMatchObject({ safe: false, rows: '000000000120', took: 110 }));

  it('checks once with a timeout of 0', async () => {
    expect(await wait('-', { timeoutMs: 0 })).toMatchObject({ safe: false, rows: '0', took: 0 });
    expect(await wait('+', { timeoutMs: 0, count: 1 })).toMatchObject({ safe: true, rows: '1', took: 0 });
  });

  it('ends at once when another node goes first', async () =>
    expect(await wait('+-y')).toEqual({ safe: false, rows: '100', took: 20 }));

  it('ends at once if a problem does not resolve on its own', async () =>
    expect(await wait('+n')).toEqual({ safe: false, rows: '10', took: 10 }));
});
