import { randomInt } from 'node:crypto';
import { parseSpotTime, type Suspension } from '@esg-recycler/spotinst-client';
import { isEndOf, minuteMs, type SuspensionMark, toleranceMs } from './ends.ts';

/**
 * The processes by which Spot replaces, starts or stops instances on its own. AUTO_HEALING is not suspended: it is not
 * documented whether a recycle works without it, and a machine that fails meanwhile should come back.
 */
export const suspendedProcesses = [
  'PREVENTIVE_REPLACEMENT',
  'OUT_OF_STRATEGY',
  'REVERT_PREFERRED',
  'SCHEDULING',
] as const;

type ProcessName = (typeof suspendedProcesses)[number];

/** By how many minutes the end of each process is later than that of the first: the pattern of one store. */
export type Offsets = readonly number[];

/** The suspensions that a run leaves in Spot: their ends differ by a pattern that nobody sets by hand. */
export interface Mark {
  names: ProcessName[];
  /** The last end, in milliseconds since 1970. */
  until: number;
  /** By process, in milliseconds since 1970. */
  ends: ReadonlyMap<string, number>;
}

/** People choose multiples of five minutes, so no two ends of a mark differ by one. */
const handMinutes = 5;
const blocks = 12;

/** Of so many processes; a user may have suspended one of the four for longer. */
export const leastProcesses = 3;

/**
 * A random pattern: four different remainders modulo 5, up to 59 minutes. There are 41472.
 *
 * @param random an integer from 0 to below its argument
 */
export function newOffsets(random: (below: number) => number = (below) => randomInt(below)): Offsets {
  const remainders = [1, 2, 3, 4];
  const later = Array.from({ length: 3 }, () => {
    const [remainder = 0] = remainders.splice(random(remainders.length), 1);
    return handMinutes * random(blocks) + remainder;
  });
  return [0, ...later];
}

/** Whether two ends differ as two ends of a mark do: by minutes that are no multiple of five, up to 59. */
function differAsInMark(one: number, other: number): boolean {
  const minutes = Math.round((one - other) / minuteMs);
  const isInMinutes = Math.abs(one - other - minutes * minuteMs) <= toleranceMs;
  return isInMinutes && minutes % handMinutes !== 0 && Math.abs(minutes) < handMinutes * blocks;
}

const pairsOf = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((one, index) => items.slice(index + 1).map((other): [T, T] => [one, other]));

/** The mark among the suspensions of a group, of this store or of another one; undefined when there is none. */
export function findMark(suspended: readonly Suspension[]): Mark | undefined {
  const ends = suspendedProcesses.flatMap((name): [ProcessName, number][] => {
    const end = parseSpotTime(suspended.find((one) => one.name === name)?.expiresAt ?? null);
    return end === null ? [] : [[name, end]];
  });
  const selections = [ends, ...ends.map((left) => ends.filter((one) => one !== left))];
  const found = selections.find(
    (selection) =>
      selection.length >= leastProcesses &&
      pairsOf(selection).every(([[, one], [, other]]) => differAsInMark(one, other)),
  );
  return (
    found && {
      names: found.map(([name]) => name),
      until: Math.max(...found.map(([, end]) => end)),
      ends: new Map(found),
    }
  );
}

/** Whether a mark has this pattern. */
export const hasOffsets = ({ ends }: Mark, offsets: Offsets): boolean =>
  pairsOf([...ends]).every(([[name, end], [otherName, otherEnd]]) => {
    const minutesOf = (one: string): number => offsets[suspendedProcesses.findIndex((known) => known === one)] ?? NaN;
    return Math.abs(end - otherEnd - (minutesOf(name) - minutesOf(otherName)) * minuteMs) <= toleranceMs;
  });

/** For a filter: the suspensions that are not part of a mark. */
export const notIn =
  (mark: Mark | undefined) =>
  ({ name }: { name: string }): boolean =>
    !mark?.names.some((one) => one === name);

/** By what a store recognizes its own marks in a group. */
export interface OwnMarks {
  offsets: Offsets;
  /** What it has set and would not have ended yet. */
  set: readonly SuspensionMark[];
}

/** Whether a mark has the pattern of this store, and its ends. Another store could have the same pattern by chance. */
export const isOwnMark = (mark: Mark, own: OwnMarks | undefined): boolean =>
  own !== undefined &&
  hasOffsets(mark, own.offsets) &&
  [...mark.ends].every(([name, end]) => own.set.some((one) => one.name === name && isEndOf(one, end)));

/** The mark of another store; undefined when there is none. */
export function findForeignMark(suspended: readonly Suspension[], own: OwnMarks | undefined): Mark | undefined {
  const mark = findMark(suspended);
  return mark && !isOwnMark(mark, own) ? mark : undefined;
}
