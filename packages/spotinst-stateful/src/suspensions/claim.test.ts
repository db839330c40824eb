import { EsgError } from '@esg-recycler/core';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ownMarksOf } from '../records/own-marks.ts';
import { openSuspensionJournals } from '../records/suspension-journal.ts';
import { judgeStanding } from './standing.ts';
import { claimTiming } from './timing.ts';
import { createRun, createVirtualClock, type Treatment, VirtualSpot } from './two-runs.ts';

const pollIntervalMs = 1000;
const context = { apiUrl: 'http://127.0.0.1', requestTimeoutMs: 1000 };
const { lagMs, windowMs, waitMs } = claimTiming({ pollIntervalMs }, context);

/** The longest read and change after which a run does not start again. */
const [slowReadMs, slowChangeMs] = [windowMs / 2 - 100, windowMs / 2];

const product = <T, U>(ones: readonly T[], others: readonly U[]): [T, U][] =>
  ones.flatMap((one) => others.map((other): [T, U] => [one, other]));

/** How fast calls are, and when a slow change takes effect. */
const speeds: Omit<Treatment, 'lagsMs'>[] = [
  { readMs: 0, changeMs: 0, effect: 'early' },
  { readMs: slowReadMs, changeMs: slowChangeMs, effect: 'early' },
  { readMs: slowReadMs, changeMs: slowChangeMs, effect: 'late' },
];

/** Reads before the change lag alike; the one after it lags on its own. */
const treatments = (lags: readonly number[]): Treatment[] =>
  product(product(lags, lags), speeds).map(([[firstLag, lastLag], speed]) => ({
    ...speed,
    lagsMs: [firstLag, firstLag, lastLag],
  }));

interface Round {
  delayMs: number;
  one: Treatment;
  two: Treatment;
  keepsFirst: boolean;
  groups?: readonly [readonly string[], readonly string[]];
}

/** @returns how many runs won, and whether the winner's mark is still in force after the other one has cleaned up */
async function play({ delayMs, one, two, keepsFirst, groups = [['sig-1'], ['sig-1']] }: Round) {
  const clock = createVirtualClock();
  const spot = new VirtualSpot(clock, keepsFirst);
  const runs = [
    createRun(clock, spot, { ...one, groups: groups[0], pollIntervalMs }),
    createRun(clock, spot, { ...two, groups: groups[1], pollIntervalMs }),
  ] as const;
  const claims = Promise.all([runs[0].claim(0), runs[1].claim(delayMs)]);
  await clock.run(claims);
  const ends = await claims;
  const winner = ends.findIndex((end) => end === 'won');
  let isStanding = winner >= 0;
  for (const group of winner < 0 ? [] : groups[winner]!) {
    const { store } = runs[winner]!;
    const marks = (await openSuspensionJournals(store, [group])).flatMap((journal) => journal.marks);
    const own = await ownMarksOf(store, group);
    isStanding &&= judgeStanding(spot.suspended(group), { marks, own }) === 'ours';
  }
  return { winners: ends.filter((end) => end === 'won').length, isStanding, errors: runs.map(({ error }) => error) };
}

/** Delays around every moment at which something changes. */
const moments = [0, windowMs / 2, windowMs, lagMs, lagMs + windowMs, waitMs - lagMs, waitMs, waitMs + lagMs];
const delays = [
  ...new Set(moments.flatMap((moment) => [moment - slowReadMs, moment - 1, moment, moment + 200])),
].filter((delay) => delay >= 0);

const rounds = (lags: readonly number[], groups?: Round['groups']): Round[] =>
  product(product(delays, [false, true]), product(treatments(lags), treatments(lags))).map(
    ([[delayMs, keepsFirst], [one, two]]) => ({ delayMs, keepsFirst, one, two, groups }),
  );

const winners: Record<string, number> = {};
afterAll(() => {
  const text = Object.entries(winners).map(([count, played]) => `${played} with ${count}`);
  process.stderr.write(`two runs at once, by the number of winners: ${text.join(', ')}\n`);
});

describe('two runs that claim one cluster', () => {
  it.each<[string, Round['groups']]>([
    ['of one group', undefined],
    ['that share one of two groups', [['sig-2', 'sig-1'], ['sig-3', 'sig-2']]], // prettier-ignore
  ])(
    'never both win, in every order of events, in a cluster %s',
    async (_, groups) => {
      const wrong: unknown[] = [];
      for (const round of rounds([0, lagMs], groups)) {
        const end = await play(round);
        winners[end.winners] = (winners[end.winners] ?? 0) + 1;
        const codes = end.errors.flatMap((error) =>
          error ? [error instanceof EsgError ? error.code : String(error)] : [],
        );
        const hasYielded = codes.every((code) => code === 'rolled-elsewhere');
        if (end.winners > 1 || (end.winners === 1 && !end.isStanding) || !hasYielded) wrong.push({ round, end, codes });
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it('can both win when reads lag longer than assumed', async () => {
    const lags = [0, lagMs + 200];
    const ends = [];
    for (const round of rounds(lags).filter(({ keepsFirst }) => !keepsFirst)) ends.push((await play(round)).winners);
    expect(ends).toContain(2);
  }, 120_000);

  it('wait 2 L + δ', () => {
    expect({ lagMs, windowMs, waitMs }).toEqual({ lagMs: 12_000, windowMs: 6000, waitMs: 30_000 });
    const real = { apiUrl: 'https://api.spotinst.io', requestTimeoutMs: 30_000 };
    expect(claimTiming({ pollIntervalMs: 5000 }, real)).toEqual({ lagMs: 60_000, windowMs: 30_000, waitMs: 150_000 });
  });
});

describe('a run that yields', () => {
  const quick: Treatment = { lagsMs: [0], readMs: 0, changeMs: 0, effect: 'early' };

  it('says which group is rolled, what it saw, and until when', async () => {
    const { errors } = await play({ delayMs: 100, one: quick, two: quick, keepsFirst: false });
    const error = errors[1] as EsgError;
    expect(error.message).toMatch(
      /^Refused: sig-1 is being rolled from another machine: .*PREVENTIVE_REPLACEMENT until \d{4}-.*SCHEDULING until .* They end at \d{4}-\S+Z at the latest$/,
    );
    expect(error.hint).toMatch(/store: redis:.*--override 'rolled-elsewhere=REASON'/);
  });
});

describe('a run that takes over a mark', () => {
  const quick: Treatment = { lagsMs: [0], readMs: 0, changeMs: 0, effect: 'early' };

  it('waits for the other run to notice, with a shared store too', async () => {
    const clock = createVirtualClock();
    const spot = new VirtualSpot(clock, false);
    const options = { ...quick, groups: ['sig-1'], pollIntervalMs };
    const first = createRun(clock, spot, options).claim(0);
    await clock.run(first);
    const startedAt = clock.now();
    const second = createRun(clock, spot, { ...options, isShared: true, takeOver: 'it is dead' }).claim(0);
    await clock.run(second);
    expect([await first, await second]).toEqual(['won', 'won']);
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(waitMs);
  });
});

describe('a run with a shared store', () => {
  const quick: Treatment = { lagsMs: [0], readMs: 0, changeMs: 0, effect: 'early' };

  it.each<[string, true | undefined, number]>([
    ['does not wait', undefined, 0],
    ['waits if the server of the store is new to the cluster', true, waitMs],
  ])('%s', async (_, isServerNew, expectedMs) => {
    const clock = createVirtualClock();
    const options = { ...quick, groups: ['sig-1'], pollIntervalMs, isShared: true };
    const run = createRun(clock, new VirtualSpot(clock, false), options);
    run.store.leaseSessions.get = async () => ({ number: 1, instances: [], endedClean: false, isServerNew });
    const claim = run.claim(0);
    await clock.run(claim);
    expect([await claim, clock.now()]).toEqual(['won', expectedMs]);
  });
});
