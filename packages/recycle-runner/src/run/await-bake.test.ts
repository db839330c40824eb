import type { Finding } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { awaitBake } from './await-bake.ts';

const ledger: Ledger = {
  run: 'r1',
  cluster: 'kafka',
  groups: [],
  target: {},
  startedAt: '',
  canary: { count: 1, bakeMs: 75_000, done: [] },
  instances: [{ ssi: 'a', group: 'sig-1', address: null, state: 'recycled' }],
};
const failing: Finding = { code: 'quorum', severity: 'block', subject: 'kafka', message: 'no quorum' };

/** A bake in which time passes only by waiting. */
async function bake(opened: Ledger, checks: (readonly Finding[])[] = []) {
  let [time, kept] = [0, opened];
  const events: string[] = [];
  const waits: number[] = [];
  const end = await awaitBake(opened, {
    check: async () => checks.shift() ?? [],
    keep: async (next) => {
      kept = next;
    },
    emit: (event) => void events.push(event),
    checkpoint: () => {},
    now: () => new Date(time),
    sleep: async (ms) => {
      waits.push(ms);
      time += ms;
    },
  }).catch((error: unknown) => error);
  return { end, kept, events, waits };
}

describe('awaitBake', () => {
  it('checks at the start, every 30 s, and at the end', async () => {
    const { end, kept, events, waits } = await bake(ledger);
    expect([end, waits]).toEqual([true, [30_000, 30_000, 15_000]]);
    expect(events).toEqual(['bake_started', 'bake_checked', 'bake_checked', 'bake_checked', 'bake_finished']);
    expect(kept.canary).toMatchObject({ done: ['a'], bakedAt: '1970-01-01T00:01:15.000Z' });
  });

  it('waits only for the rest after a crash', async () => {
    const canary = { ...ledger.canary!, done: ['a'], bakingSince: new Date(-60_000).toISOString() };
    expect((await bake({ ...ledger, canary })).waits).toEqual([15_000]);
  });

  it('does nothing without a canary, and while canaries are left', async () => {
    const waiting = { ...ledger, canary: { ...ledger.canary!, count: 2 } };
    expect((await bake({ ...ledger, canary: undefined })).end).toBe(false);
    expect((await bake(waiting)).end).toBe(false);
  });

  it('ends the run at the first failed check; the next run waits again in full', async () => {
    const { end, kept, waits } = await bake(ledger, [[], [failing]]);
    expect(end).toMatchObject({ code: 'bake-failed', exitCode: 3, findings: [failing] });
    expect(String(end)).toContain('after the canary (a): no quorum');
    expect(waits).toEqual([30_000]);
    expect(kept.canary?.bakingSince).toBeUndefined();
  });
});
