import { describe, expect, it } from '@jest/globals';
import { describeMeasure } from './measure.ts';

describe('describeMeasure', () => {
  it.each([
    [{ name: 'partitions in sync', value: 118, of: 120 }, 'partitions in sync 118 of 120'],
    [{ name: 'status', value: 'green' }, 'status green'],
  ])('describes %j', (measure, text) => {
    expect(describeMeasure(measure)).toBe(text);
  });
});
