import { matchesGlob } from '@esg-recycler/core';
import type { RecordedRun } from '../../record/recorded-runs.ts';

export interface HistoryFilter {
  cluster?: string;
  /** Ids, names or globs. */
  esg?: readonly string[];
  outcome?: readonly string[];
  /** Milliseconds since the epoch. */
  since?: number;
}

function isOfGroup({ groups, groupNames = {} }: RecordedRun['ledger'], patterns: readonly string[]): boolean {
  const names = groups.flatMap((id) => [id, groupNames[id] ?? id]);
  return patterns.some((pattern) => names.some((name) => matchesGlob(name, pattern)));
}

/** The runs that match every given condition. */
export const selectHistory = (
  runs: readonly RecordedRun[],
  { cluster, esg, outcome, since }: HistoryFilter,
): RecordedRun[] =>
  runs.filter(
    ({ ledger, outcome: own }) =>
      (cluster === undefined || matchesGlob(ledger.cluster, cluster)) &&
      (esg === undefined || isOfGroup(ledger, esg)) &&
      (outcome === undefined || outcome.includes(own)) &&
      (since === undefined || Date.parse(ledger.startedAt) >= since),
  );
