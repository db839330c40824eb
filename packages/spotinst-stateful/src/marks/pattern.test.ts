import type { Suspension } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { findForeignMark, findMark, newOffsets, type Offsets, type OwnMarks, suspendedProcesses } from './pattern.ts';

const start = Date.parse('2026-03-01T12:00:00.417Z');
const ours: Offsets = [0, 7, 23, 14];
const theirs: Offsets = [0, 11, 28, 9];

/** The suspensions of a group whose ends are so many minutes after the start; null: not suspended. */
const suspendedFor = (minutes: readonly (number | null)[], format = (iso: string) => iso): Suspension[] =>
  suspendedProcesses.flatMap((name, index) => {
    const end = minutes[index];
    return end === null || end === undefined
      ? []
      : [{ name, expiresAt: format(new Date(start + end * 60_000).toISOString()) }];
  });
const markOf = (offsets: Offsets, format?: (iso: string) => string) =>
  suspendedFor(
    offsets.map((one) => 210 + one),
    format,
  );

describe('newOffsets', () => {
  it('starts at 0, and no two offsets differ by a multiple of five minutes', () => {
    for (let count = 0; count < 500; count += 1) {
      const offsets = newOffsets();
      expect(offsets[0]).toBe(0);
      expect(new Set(offsets.map((one) => one % 5)).size).toBe(4);
      expect(Math.max(...offsets)).toBeLessThan(60);
    }
  });

  it('has 41472 patterns', () => {
    const seen = new Set<string>();
    const draws = [4, 12, 3, 12, 2, 12];
    const count = draws.reduce((product, one) => product * one, 1);
    for (let number = 0; number < count; number += 1) {
      let rest = number;
      seen.add(
        newOffsets((below) => {
          const draw = rest % below;
          rest = Math.floor(rest / below);
          return draw;
        }).join(),
      );
    }
    expect(seen.size).toBe(41_472);
  });
});

describe('findMark', () => {
  it.each<[string, Suspension[], number]>([
    ['a mark', markOf(ours), 4],
    ['a mark in the time format of Spot', markOf(ours, (iso) => iso.replace('Z', '+0000')), 4],
    ['a mark without fractions of seconds', markOf(ours, (iso) => iso.replace('.417', '')), 4],
    ['a mark of three processes', suspendedFor([210, 217, null, 224]), 3],
    ['a mark of three, and one of a user without an end', [...markOf(ours).slice(0, 3), { name: 'SCHEDULING', expiresAt: null }], 3], // prettier-ignore
    ['a mark of three, and one of a user with an end', suspendedFor([210, 217, 233, 61.3]), 3],
    ['nothing', [], 0],
    ['two processes', suspendedFor([210, 217]), 0],
    ['the same end four times', suspendedFor([210, 210, 210, 210]), 0],
    ['multiples of five minutes', suspendedFor([210, 215, 220, 240]), 0],
    ['one pair that differs by five minutes', suspendedFor([210, 211, 216, 210]), 0],
    ['ends that were set one after the other', suspendedFor([210, 210.2, 210.35, 210.6]), 0],
    ['ends far apart', suspendedFor([60, 121, 242, 363]), 0],
    ['no reported ends', suspendedProcesses.map((name) => ({ name })), 0],
  ])('finds the processes of %s', (_, suspended, count) => {
    expect(findMark(suspended)?.names ?? []).toHaveLength(count);
  });

  it('reports the last end', () => {
    expect(findMark(markOf(ours))?.until).toBe(start + 233 * 60_000);
  });
});

const ownMarks = (offsets: Offsets, laterMs = 0): OwnMarks => ({
  offsets,
  set: suspendedProcesses.map((name, index) => ({
    name,
    requestedAt: new Date(start).toISOString(),
    ttlInMinutes: 210 + offsets[index]!,
    expiresAt: new Date(start + laterMs + (210 + offsets[index]!) * 60_000).toISOString(),
  })),
});

describe('findForeignMark', () => {
  it.each<[string, Suspension[], OwnMarks | undefined, boolean]>([
    ['its own', markOf(ours), ownMarks(ours), false],
    ['its own, without fractions', markOf(ours, (iso) => iso.replace('.417', '')), ownMarks(ours), false],
    ['three processes of its own', markOf(ours).slice(1), ownMarks(ours), false],
    ['another pattern', markOf(ours), ownMarks(theirs), true],
    ['its pattern with other ends', markOf(ours), ownMarks(ours, 1500), true],
    ['three processes of another pattern', markOf(ours).slice(1), ownMarks(theirs), true],
    ['any, in a new store', markOf(ours), undefined, true],
    ['none', suspendedFor([210, 210, 210, 210]), undefined, false],
  ])('compares a mark with those of a store: %s', (_, suspended, own, expected) => {
    expect(findForeignMark(suspended, own) !== undefined).toBe(expected);
  });
});
