import type { Measure } from '@esg-recycler/core';

export type InstanceMark = 'waiting' | 'running' | 'done' | 'skipped' | 'failed';

/** A phase that has begun. Times are milliseconds since the epoch. */
export interface PhaseProgress {
  /** From 1. */
  number: number;
  startedAt: number;
  endedAt?: number;
}

/** Something that a run waits for. */
export interface Wait {
  words: string;
  why?: string;
  /** When it ends at the latest unless something changes; milliseconds since the epoch. */
  until?: number;
}

/** The latest result of a health check. */
export interface CheckProgress {
  phase: 'before' | 'after';
  /** How many checks in a row have passed, of how many. */
  passed: number;
  count?: number;
  /** The numbers that the check has read. */
  numbers: readonly Measure[];
  /** Why it fails; one text for each rule. */
  reasons: readonly string[];
}

/** The progress of one instance. */
export interface InstanceProgress {
  ssi: string;
  address: string;
  mark: InstanceMark;
  /** The last result or event, in a few words. */
  words: string;
  startedAt?: number;
  endedAt?: number;
  phases: readonly PhaseProgress[];
  /** The id of the machine before the recycle. */
  previous?: string;
  /** The id of the machine after the recycle. */
  machine?: string;
  /** What Spot reported last. */
  spot?: string;
  check?: CheckProgress;
  wait?: Wait;
}

/** The progress of a run, from its events alone. */
export interface Progress {
  run?: string;
  cluster?: string;
  /** When the first instance started. */
  startedAt?: number;
  /** The instances to recycle, in their order. */
  instances: readonly InstanceProgress[];
  /** The ids of the instances in the order in which they started. */
  started: readonly string[];
  /** How long the health checks after one recycle take at least, in milliseconds. */
  checksMs?: number;
  /** What the run waits for between two instances. */
  wait?: Wait;
}

export const noProgress: Progress = { instances: [], started: [] };

/** The instance in progress. */
export const currentOf = ({ instances }: Progress): InstanceProgress | undefined =>
  instances.find(({ mark }) => mark === 'running');

export const countMarks = ({ instances }: Progress): Record<InstanceMark, number> => {
  const counts: Record<InstanceMark, number> = { waiting: 0, running: 0, done: 0, skipped: 0, failed: 0 };
  for (const { mark } of instances) counts[mark] += 1;
  return counts;
};

/** How many instances are done, of how many that are recycled. */
export function tallyOf(progress: Progress): { done: number; total: number } {
  const { done, skipped } = countMarks(progress);
  return { done, total: progress.instances.length - skipped };
}
