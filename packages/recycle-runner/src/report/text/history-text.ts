import { formatDuration } from '@esg-recycler/core';
import type { RecordedRun } from '../../record/recorded-runs.ts';
import { tally } from '../../text/summary.ts';
import { wrappedTable } from '../../text/wrap.ts';

const took = ({ ledger: { startedAt, finishedAt } }: RecordedRun): string =>
  finishedAt === undefined ? '-' : formatDuration(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)));

function rowOf(recorded: RecordedRun): string[] {
  const { ledger, outcome } = recorded;
  const { done, failed, untouched } = tally(ledger);
  return [
    ledger.run,
    outcome,
    `${done}/${done + failed + untouched}`,
    took(recorded),
    ledger.origin?.user ?? '-',
    ledger.cluster,
  ];
}

/** What a list without runs means: `total` is the number of all recorded runs. */
export const noRunText = (total: number): string =>
  total === 0
    ? 'No run is recorded in this store. A run is visible only with the store (ESG_STORE_URL) that it had.'
    : `None of the ${total} recorded runs matches.`;

/** Runs as a table; the clusters come last, because their names may be long. */
export function historyText(runs: readonly RecordedRun[], hidden: number, columns: number | undefined): string {
  return [
    ...wrappedTable([['RUN', 'OUTCOME', 'DONE', 'TOOK', 'BY', 'CLUSTER'], ...runs.map(rowOf)], columns),
    ...(hidden > 0 ? [`${hidden} more: add --limit ${runs.length + hidden}`] : []),
  ].join('\n');
}
