import { describe, expect, it } from '@jest/globals';
import { estimate, estimateText, median } from './estimate.ts';
import { eventAt, finished, planOf, progressAfter } from './test-support/events.ts';

const minutes = (count: number): number => count * 60_000;
const check = { check: { count: 12, interval: 10 } };

describe('median', () => {
  it.each<[number[], number | undefined]>([
    [[], undefined],
    [[3], 3],
    [[9, 1, 2], 2],
    [[1, 2, 4, 100], 3],
  ])('of %j is %p', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('estimate', () => {
  it('knows nothing before the first start', () => {
    expect(estimate(progressAfter(planOf(3)), [], 0)).toBeUndefined();
  });

  it('takes the pauses between the checks as a lower bound for the first instance', () => {
    const progress = progressAfter(planOf(3), eventAt(0, 'instance_started', 'ssi-1', check));
    expect(estimate(progress, [], 50_000)).toEqual({ leftMs: 330_000, isLeast: true });
  });

  it('takes the median of earlier runs, less the time of the instance in progress', () => {
    const progress = progressAfter(planOf(3), eventAt(0, 'instance_started', 'ssi-1', check));
    const earlier = [minutes(4), minutes(5), minutes(30)];
    expect(estimate(progress, earlier, minutes(1))).toEqual({ leftMs: minutes(14), isLeast: false });
  });

  it('does not include the wait of the run before an instance', () => {
    const progress = progressAfter(planOf(4), ...finished('ssi-1', 0, 100), ...finished('ssi-2', 700, 90));
    expect(estimate(progress, [], 790_000)).toEqual({ leftMs: 190_000, isLeast: false });
  });

  it('never counts more time for the instance in progress than one takes', () => {
    const progress = progressAfter(planOf(2), eventAt(0, 'instance_started', 'ssi-1'));
    expect(estimate(progress, [minutes(2)], minutes(30))).toEqual({ leftMs: minutes(2), isLeast: false });
  });

  it('ends with the last instance', () => {
    expect(estimate(progressAfter(planOf(1), ...finished('ssi-1', 0, 9)), [], 9000)).toBeUndefined();
  });
});

describe('estimateText', () => {
  it.each([
    [{ leftMs: 110_000, isLeast: true }, 'at least 1m50s left'],
    [{ leftMs: 40_000, isLeast: false }, 'under 1m left'],
    [{ leftMs: 61_000, isLeast: false }, 'about 1m30s left'],
    [{ leftMs: minutes(12) - 1, isLeast: false }, 'about 12m left'],
    [{ leftMs: minutes(75), isLeast: false }, 'about 1h15m left'],
  ])('describes %j', (given, text) => {
    expect(estimateText(given)).toBe(text);
  });
});
