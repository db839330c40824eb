import { describe, expect, it } from '@jest/globals';
import type { Ledger, LedgerInstance } from '@esg-recycler/esg-store';
import { earlierDurations } from './earlier-durations.ts';

const at = (minute: number): string => new Date(minute * 60_000).toISOString();
const took = (minutes: number, change: Partial<LedgerInstance> = {}): LedgerInstance => ({
  ssi: 'ssi-1',
  group: 'sig-1',
  address: null,
  state: 'recycled',
  startedAt: at(0),
  finishedAt: at(minutes),
  ...change,
});
const ledger = (start: number, instances: LedgerInstance[], change: Partial<Ledger> = {}): Ledger => ({
  run: `r${start}`,
  cluster: 'kafka',
  groups: ['sig-1'],
  target: {},
  startedAt: at(start),
  finishedAt: at(start + 1),
  instances,
  ...change,
});
const durations = (...ledgers: Ledger[]): Promise<number[]> => {
  const list = async () => ledgers.map((value) => ({ key: value.run, value }));
  return earlierDurations({ ledgers: { list } as never }, ['sig-1', 'sig-2']);
};

describe('earlierDurations', () => {
  it('reads recycled instances of these groups only', async () => {
    expect(
      await durations(
        ledger(1, [took(2), took(9, { state: 'failed' }), took(3)]),
        ledger(2, [took(7)], { groups: ['sig-9'] }),
        ledger(3, [took(8)], { finishedAt: undefined }),
      ),
    ).toEqual([120_000, 180_000]);
  });

  it('ignores ledgers of older versions, which have no times', async () => {
    expect(await durations(ledger(1, [took(2, { startedAt: undefined })]))).toEqual([]);
  });

  it('reads the last five runs', async () => {
    const runs = [1, 2, 3, 4, 5, 6].map((start) => ledger(start, [took(start)]));
    expect((await durations(...runs)).toSorted((one, other) => one - other)).toEqual([
      120_000, 180_000, 240_000, 300_000, 360_000,
    ]);
  });
});
