import type { LedgerPhase } from '@esg-recycler/esg-store';
import type { InstanceReport } from './instance-report.ts';
import type { ReportView } from './report-view.ts';

/** A part of a row, as a fraction of its width. */
export interface Segment {
  name: string;
  start: number;
  width: number;
  ms: number;
  failed: boolean;
}

/** One instance: its phases from its own start. */
export interface TimelineRow {
  instance: InstanceReport;
  segments: Segment[];
  /** Its time in the run, as a fraction of the run. */
  start: number;
  width: number;
}

export interface Tick {
  at: number;
  ms: number;
}

export interface Timeline {
  rows: TimelineRow[];
  /** The longest time of one instance, and of the run, in milliseconds. */
  rowMs: number;
  runMs: number;
  rowTicks: Tick[];
  runTicks: Tick[];
  /** The phases that occur. */
  phases: string[];
}

const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Round times, at most six of them. */
export function ticksFor(totalMs: number): Tick[] {
  const stepMs = 1000 * (seconds.find((step) => totalMs / (step * 1000) <= 6) ?? Math.ceil(totalMs / 6000));
  const count = Math.floor(totalMs / stepMs);
  return Array.from({ length: count + 1 }, (_, index) => ({ at: (index * stepMs) / totalMs, ms: index * stepMs }));
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

function segmentOf({ name, startedAt, finishedAt, failed }: LedgerPhase, from: number, totalMs: number): Segment {
  const [start, end] = [Date.parse(startedAt), Date.parse(finishedAt)];
  return {
    name,
    start: clamp((start - from) / totalMs),
    width: clamp((end - start) / totalMs),
    ms: end - start,
    failed: failed === true,
  };
}

/**
 * The timeline of a run: each instance from its own start, so that phases can be compared, and all of them in the time of
 * the run. Undefined when the run worked on no instance.
 */
export function timelineOf({ instances, startedAt, tookMs }: ReportView): Timeline | undefined {
  const worked = instances.filter(({ phases }) => phases.length > 0);
  if (worked.length === 0) return undefined;
  const runStart = Date.parse(startedAt);
  const startOf = ({ startedAt: start }: InstanceReport): number =>
    start === undefined ? runStart : Date.parse(start);
  const rowMs = Math.max(1000, ...worked.map(({ tookMs: ms = 0 }) => ms));
  const lastEnd = Math.max(...worked.map((one) => startOf(one) + (one.tookMs ?? 0)));
  const runMs = Math.max(1000, tookMs ?? 0, lastEnd - runStart);
  return {
    rows: worked.map((instance) => ({
      instance,
      segments: instance.phases.map((phase) => segmentOf(phase, startOf(instance), rowMs)),
      start: clamp((startOf(instance) - runStart) / runMs),
      width: clamp((instance.tookMs ?? 0) / runMs),
    })),
    rowMs,
    runMs,
    rowTicks: ticksFor(rowMs),
    runTicks: ticksFor(runMs),
    phases: [...new Set(worked.flatMap(({ phases }) => phases.map(({ name }) => name)))],
  };
}
