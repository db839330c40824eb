import { formatDuration } from '@esg-recycler/core';
import { currentOf, type Progress, tallyOf } from './progress.ts';

/** How long the rest of a run takes; `isLeast` marks a lower bound. Milliseconds. */
export interface Estimate {
  leftMs: number;
  isLeast: boolean;
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return undefined;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The durations of the finished instances. The waits of a run between them depend on people, and do not repeat. */
const durationsOf = ({ instances }: Progress): number[] =>
  instances.flatMap(({ mark, startedAt, endedAt }) =>
    mark === 'done' && startedAt !== undefined && endedAt !== undefined ? [endedAt - startedAt] : [],
  );

/** The usual duration of one instance; undefined if nothing is known. */
export const usualMs = (progress: Progress, earlier: readonly number[]): number | undefined =>
  median([...durationsOf(progress), ...earlier]);

/**
 * Estimates the rest of a run from its finished instances and from earlier runs of the cluster. Without any, the pauses
 * between the health checks are a lower bound.
 *
 * @param earlier the durations of instances in earlier runs, in milliseconds
 */
export function estimate(progress: Progress, earlier: readonly number[], now: number): Estimate | undefined {
  const { done, total } = tallyOf(progress);
  const rest = total - done;
  if (rest <= 0) return undefined;
  const usual = usualMs(progress, earlier);
  const each = usual ?? progress.checksMs;
  if (each === undefined || each <= 0) return undefined;
  const startedAt = currentOf(progress)?.startedAt;
  const spent = startedAt === undefined || usual === undefined ? 0 : Math.min(now - startedAt, each);
  return { leftMs: rest * each - spent, isLeast: usual === undefined };
}

/** Rounded so that it does not claim more than is known. */
function roundly(ms: number): string {
  if (ms < 60_000) return 'under 1m';
  const stepMs = ms < 10 * 60_000 ? 30_000 : 60_000;
  return formatDuration(Math.ceil(ms / stepMs) * stepMs);
}

/** `about 12m left`, `at least 8m left` */
export const estimateText = ({ leftMs, isLeast }: Estimate): string =>
  isLeast
    ? `at least ${formatDuration(Math.ceil(leftMs / 1000) * 1000)} left`
    : leftMs < 60_000
      ? 'under 1m left'
      : `about ${roundly(leftMs)} left`;
