import type { Suspension } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import type { SuspensionMark } from '../marks/ends.ts';
import { type Offsets, suspendedProcesses } from '../marks/pattern.ts';
import { judgeStanding, type SuspensionStanding } from './standing.ts';

const start = Date.parse('2026-03-01T12:00:00.417Z');
const ownOffsets: Offsets = [0, 7, 23, 14];
const other: Offsets = [0, 11, 28, 9];
const endOf = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();
const suspended = (offsets: Offsets, base = 210): Suspension[] =>
  suspendedProcesses.map((name, index) => ({ name, expiresAt: endOf(base + offsets[index]!) }));
const marks: SuspensionMark[] = suspended(ownOffsets).map(({ name, expiresAt = null }, index) => ({
  name,
  requestedAt: endOf(0),
  ttlInMinutes: 210 + ownOffsets[index]!,
  expiresAt,
}));
const own = { offsets: ownOffsets, set: marks };
const [first, second, third, last] = suspended(ownOffsets) as [Suspension, Suspension, Suspension, Suspension];
const theirs = suspended(other, 210.05);

describe('judgeStanding', () => {
  it.each<[string, Suspension[], SuspensionMark[], SuspensionStanding]>([
    ['ours', [first, second, third, last], marks, 'ours'],
    ['ours, in another time format', suspended(ownOffsets).map((one) => ({ ...one, expiresAt: one.expiresAt!.replace('Z', '+0000') })), marks, 'ours'], // prettier-ignore
    ['our three, and one of a user', [first, second, third, { name: 'SCHEDULING', expiresAt: null }], marks.slice(0, 3), 'ours'], // prettier-ignore
    ['nothing', [], marks, 'missing'],
    ['three of our four', [first, second, third], marks, 'missing'],
    ['our pattern with other ends', suspended(ownOffsets, 211), marks, 'elsewhere'],
    ['an end that somebody removed', [first, second, third, { name: 'SCHEDULING', expiresAt: null }], marks, 'missing'],
    ['the mark of another store', theirs, marks, 'elsewhere'],
    ['three processes of another store', [first, ...theirs.slice(1)], marks, 'elsewhere'],
    ['a mixture of two stores', [first, second, ...theirs.slice(2)], marks, 'missing'],
    ['no ends', suspendedProcesses.map((name) => ({ name })), marks, 'unreported'],
    ['no ends, and one process less', suspendedProcesses.slice(1).map((name) => ({ name })), marks, 'missing'],
    ['nothing of ours to find', [{ name: 'SCHEDULING', expiresAt: null }], [], 'ours'],
  ])('finds %s', (_, seen, set, expected) => {
    expect(judgeStanding(seen, { marks: set, own })).toBe(expected);
  });
});
