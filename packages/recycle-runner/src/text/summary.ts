import { type Finding, formatDuration, table } from '@esg-recycler/core';
import type { Ledger, LedgerInstance, LedgerState } from '@esg-recycler/esg-store';

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

export type Tally = Record<Heading, number>;

/** How many instances came to what. */
export function tally({ instances }: Ledger): Tally {
  const count: Tally = { done: 0, skipped: 0, failed: 0, untouched: 0 };
  for (const { state } of instances) count[headings[state]] += 1;
  return count;
}

/** What was replaced by what: an instance that failed may have been recycled all the same. */
function replacement({ state, before, after }: LedgerInstance): string | undefined {
  if (!before || !after || after.instanceId === null) return undefined;
  if (state !== 'recycled' && before.instanceId === after.instanceId) return undefined;
  return `${before.instanceId} -> ${after.instanceId}, ${before.imageId} -> ${after.imageId}`;
}

const detail = (entry: LedgerInstance): string => [replacement(entry), entry.reason].filter(Boolean).join('; ');

/** What a user spoke for, so that it is read together with what came of it. */
const overridden = ({ overrides = [] }: Ledger): string[] =>
  overrides.length === 0
    ? []
    : [`Overridden: ${overrides.map(({ rule, reason }) => `${rule} (${reason})`).join(', ')}`];

/** Spot's own words: nothing before the end of a run has shown them, and what to do next depends on them. */
function spotLog(findings: readonly Finding[]): string[] {
  const lines = findings.filter(({ code }) => code === 'spot-log').map(({ message }) => `  ${message}`);
  return lines.length === 0 ? [] : ["Spot's log:", ...lines];
}

export interface SummaryOptions {
  /** What to do next, when something is left. */
  next?: string;
  /** What led to the error that ended the run. */
  findings?: readonly Finding[];
  /** The path of the run folder. */
  folder: string;
}

/**
 * The end of a run for people: what became of every instance, what to do next, and where the record lies. When nothing
 * was due, the plan has said all there is to say of each.
 */
export function summaryText(ledger: Ledger, { next, findings = [], folder }: SummaryOptions): string {
  const counts = tally(ledger);
  const took = ledger.finishedAt
    ? ` in ${formatDuration(Date.parse(ledger.finishedAt) - Date.parse(ledger.startedAt))}`
    : '';
  const order: Heading[] = ['done', 'skipped', 'failed', 'untouched'];
  const shown = counts.skipped === ledger.instances.length ? [] : order;
  const rows = shown.flatMap((heading) =>
    ledger.instances
      .filter(({ state }) => headings[state] === heading)
      .map((entry) => [heading, entry.ssi, entry.address ?? '-', detail(entry)]),
  );
  return [
    `Run ${ledger.run}: ${order.map((heading) => `${counts[heading]} ${heading}`).join(', ')}${took}`,
    ...table(rows).map((line) => `  ${line}`),
    ...overridden(ledger),
    ...spotLog(findings),
    ...(next ? [`Next: ${next}`] : []),
    `Record: ${folder}`,
  ].join('\n');
}
