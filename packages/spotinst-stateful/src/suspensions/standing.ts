import type { Suspension } from '@esg-recycler/spotinst-client';
import type { SuspensionMark } from '../marks/ends.ts';
import { findForeignMark, type OwnMarks } from '../marks/pattern.ts';
import { isEndReported, isOurEnd } from '../marks/ends.ts';

/**
 * What Spot shows of the suspensions that a run has set: all of them, the mark of another store, no ends, or something
 * else, for example because somebody resumed a process.
 */
export type SuspensionStanding = 'ours' | 'elsewhere' | 'unreported' | 'missing';

/**
 * Compares a read with the suspensions that this lease has set. Two runs can never both find "ours": each sets at least
 * three of four processes, so one process at least is set by both, and it has one end.
 */
export function judgeStanding(
  suspended: readonly Suspension[],
  { marks, own }: { marks: readonly SuspensionMark[]; own: OwnMarks | undefined },
): SuspensionStanding {
  if (findForeignMark(suspended, own)) return 'elsewhere';
  const found = marks.map((mark) => ({ mark, seen: suspended.find(({ name }) => name === mark.name) }));
  if (found.some(({ mark, seen }) => !seen || (isEndReported(seen) && !isOurEnd(mark, seen)))) return 'missing';
  return found.some(({ seen }) => seen && !isEndReported(seen)) ? 'unreported' : 'ours';
}
