import { describe, expect, it } from '@jest/globals';
import { type StabilityWindow, waitAtGate } from './gate.ts';
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

/** Looks see what is written, the last of it for ever; a letter is one look: w(ell), u(nwell), y(ields), n(ever). */
async function wait(
  seen: string,
  { count = 3, intervalMs = 10, timeoutMs = 100 }: Partial<StabilityWindow> = {},
  checkMs = 0,
) {
  const letters: Record<string, Judgement> = {
    w: healthy,
    u: unhealthy,
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
  const judgement = await waitAtGate(evaluate, limits, clock, (_, clean) => rows.push(clean));
  return { safe: judgement.safe, rows: rows.join(''), took: now - 5000 };
}

describe('waitAtGate', () => {
  it('opens after as many clean looks in a row as asked for', async () =>
    expect(await wait('w')).toEqual({ safe: true, rows: '123', took: 20 }));

  it('begins the row anew after a look that is not clean', async () =>
    expect(await wait('wwuwuwww')).toEqual({ safe: true, rows: '12010123', took: 70 }));

  it('never opens for a cluster that flaps', async () =>
    expect(await wait('wuwuwuwuwuwuwuwuwuwuwuwuwuwuwuwu')).toMatchObject({ safe: false, took: 110 }));

  it('looks until its time is up', async () =>
    expect(await wait('u')).toEqual({ safe: false, rows: '00000000000', took: 100 }));

  it.each([
    ['a time shorter than the interval', 9, 9],
    ['the rest of a time that is no multiple of it', 25, 25],
  ])('looks once more at the end of %s', async (_, timeoutMs, took) => {
    const untilThen = 'u'.repeat(Math.ceil(timeoutMs / 10));
    expect(await wait(`${untilThen}w`, { count: 1, timeoutMs })).toMatchObject({ safe: true, took });
    expect(await wait('u', { timeoutMs })).toEqual({ safe: false, rows: `${untilThen}u`.replaceAll('u', '0'), took });
  });

  it('counts the time that looks take', async () =>
    expect(await wait('u', { timeoutMs: 99 }, 40)).toEqual({ safe: false, rows: '000', took: 139 }));

  it('sees a row that began in time to its end', async () =>
    expect(await wait('uuuuuuuuuw')).toMatchObject({ safe: true, rows: '000000000123', took: 110 }));

  it('gives no more time to a row that breaks after it', async () =>
    expect(await wait('uuuuuuuuuwwuw')).toMatchObject({ safe: false, rows: '000000000120', took: 110 }));

  it('looks once where it has no time', async () => {
    expect(await wait('u', { timeoutMs: 0 })).toMatchObject({ safe: false, rows: '0', took: 0 });
    expect(await wait('w', { timeoutMs: 0, count: 1 })).toMatchObject({ safe: true, rows: '1', took: 0 });
  });

  it('ends at once when another node goes first', async () =>
    expect(await wait('wuy')).toEqual({ safe: false, rows: '100', took: 20 }));

  it('ends at once when waiting cannot help', async () =>
    expect(await wait('wn')).toEqual({ safe: false, rows: '10', took: 10 }));
});
