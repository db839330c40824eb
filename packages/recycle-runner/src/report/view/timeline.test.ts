import { describe, expect, it } from '@jest/globals';
import { exampleView } from './example-view.ts';
import { ticksFor, timelineOf } from './timeline.ts';

describe('ticksFor', () => {
  it.each([
    [1000, [0, 1000]],
    [45_000, [0, 10_000, 20_000, 30_000, 40_000]],
    [463_000, [0, 120_000, 240_000, 360_000]],
    [39_600_000, [0, 7_200_000, 14_400_000, 21_600_000, 28_800_000, 36_000_000]],
  ])('divides %s ms into round times', (ms, expected) => expect(ticksFor(ms).map((tick) => tick.ms)).toEqual(expected));

  it('has at most seven ticks, however long the run', () =>
    expect(ticksFor(400 * 24 * 3_600_000).length).toBeLessThanOrEqual(7));
});

describe('timelineOf', () => {
  it('starts each row at the start of its instance', () => {
    const timeline = timelineOf(exampleView());
    expect(
      timeline?.rows.map(({ segments }) => segments.map(({ name, start, width }) => [name, start, width])),
    ).toEqual([
      [
        ['check-before', 0, 0.25],
        ['recycle', 0.25, 0.75],
      ],
    ]);
    expect(timeline).toMatchObject({ rowMs: 40_000, runMs: 80_000, phases: ['check-before', 'recycle'] });
    expect(timeline?.rows[0]).toMatchObject({ start: 0.25, width: 0.5 });
  });

  it('does not exist where the run worked on no instance', () =>
    expect(timelineOf({ ...exampleView(), instances: [] })).toBeUndefined());
});
