import { type EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { Ledger, LedgerInstance, LedgerState } from '@esg-recycler/esg-store';
import { wrap, wrappedTable } from './wrap.ts';

type Heading = 'done' | 'skipped' | 'failed' | 'untouched';

const headings: Record<LedgerState, Heading> = {
  recycled: 'done',
  skipped: 'skipped',
  gone: 'skipped',
  failed: 'failed',
  interrupted: 'failed',
  running: 'failed',
  deferred: 'untouched',
  pending: 'untouched',
};

/** What people read; events keep the name `untouched`. */
const words: Record<Heading, string> = { done: 'done', skipped: 'skipped', failed: 'failed', untouched: 'pending' };

export type Tally = Record<Heading, number>;

/** How many instances have each result. */
export function tally({ instances }: Ledger): Tally {
  const count: Tally = { done: 0, skipped: 0, failed: 0, untouched: 0 };
  for (const { state } of instances) count[headings[state]] += 1;
  return count;
}

/** The machine before and after: a failed instance may have been replaced too. */
function replacement({ state, before, after }: LedgerInstance): string | undefined {
  if (!before || !after || after.instanceId === null) return undefined;
  if (before.instanceId === after.instanceId)
    return state === 'recycled' ? `${after.instanceId}, recycled before this run` : undefined;
  return `${before.instanceId} -> ${after.instanceId}, ${before.imageId} -> ${after.imageId}`;
}

type RunError = Pick<EsgError, 'code' | 'message' | 'hint' | 'runbook' | 'exitCode' | 'findings'>;

const isStop = ({ exitCode }: RunError): boolean => exitCode === ExitCode.stopped;

/** The error is shown once, below the table. */
function detail(entry: LedgerInstance, error: RunError | undefined): string {
  const isExplained = error !== undefined && !isStop(error) && headings[entry.state] === 'failed';
  return [replacement(entry), isExplained ? error.code : entry.reason].filter(Boolean).join('; ');
}

/** The overridden rules belong to the result. */
const overridden = ({ overrides = [] }: Ledger): string[] =>
  overrides.length === 0
    ? []
    : [`Overridden: ${overrides.map(({ rule, reason }) => `${rule} (${reason})`).join(', ')}`];

export interface SummaryOptions {
  /** The error that ended the run. */
  error?: RunError;
  /** The command that rolls the run back, when it failed. */
  rollback?: string;
  /** The path of the report, if it was written. */
  report?: string;
  /** The path of the run folder. */
  folder: string;
  /** The width of the terminal, see {@link wrap}. */
  columns?: number;
}

/** Spot's log lines about the instance: what to do next depends on them, and nothing has shown them before. */
function spotLog({ findings }: RunError, columns: number | undefined): string[] {
  const lines = findings
    .filter(({ code }) => code === 'spot-log')
    .flatMap(({ message }) => wrap(message, columns, '  '));
  return lines.length === 0 ? [] : ["Spot's log:", ...lines];
}

/** What happened and why, what to do next, and the page about it. A stop on request is no error. */
function explained(error: RunError, rollback: string | undefined, columns: number | undefined): string[] {
  const { code, message, hint, runbook } = error;
  return [
    ...wrap(isStop(error) ? message : `Error (${code}): ${message}`, columns, '', '  '),
    ...spotLog(error, columns),
    ...(hint ? wrap(`Next: ${hint}`, columns, '', '  ') : []),
    ...(rollback ? wrap(`Roll back: ${rollback}`, columns, '', '  ') : []),
    ...(isStop(error) ? [] : [`Runbook: ${runbook}`]),
  ];
}

/**
 * The end of a run for people: the result of every instance, what to do next, and where the record is. When all were
 * skipped, the plan above has shown each of them already.
 */
export function summaryText(ledger: Ledger, options: SummaryOptions): string {
  const { error, rollback, report, folder, columns } = options;
  const counts = tally(ledger);
  const took = ledger.finishedAt
    ? ` in ${formatDuration(Date.parse(ledger.finishedAt) - Date.parse(ledger.startedAt))}`
    : '';
  const order: Heading[] = ['done', 'skipped', 'failed', 'untouched'];
  const shown = counts.skipped === ledger.instances.length ? [] : order;
  const rows = shown.flatMap((heading) =>
    ledger.instances
      .filter(({ state }) => headings[state] === heading)
      .map((entry) => [words[heading], entry.ssi, entry.address ?? '-', detail(entry, error)]),
  );
  return [
    `Run ${ledger.run}: ${order.map((heading) => `${counts[heading]} ${words[heading]}`).join(', ')}${took}`,
    ...wrappedTable(rows, columns, '  '),
    ...overridden(ledger).flatMap((line) => wrap(line, columns, '', '  ')),
    ...(error ? explained(error, rollback, columns) : []),
    ...(report ? [`Report: ${report}`] : []),
    `Record: ${folder}`,
  ].join('\n');
}
