import { type ErrorDocument, ExitCode, formatDuration } from '@esg-recycler/core';
import { sentences } from '../ansible/failure-words.ts';
import { tallyText } from '../text/tally-text.ts';
import { wrap, wrappedTable } from '../text/wrap.ts';
import type { RunEnd } from './run-follower.ts';
import type { WaveEnd } from './schedule.ts';

/** The result of one cluster. `held`: another process rolls it, or it needs no recycle but an instance is down. */
export type ClusterOutcome = 'done' | 'nothing-due' | 'failed' | 'held' | 'stopped' | 'not-started';

export interface ClusterResult extends Partial<RunEnd> {
  cluster: string;
  /** What `--cluster` takes. */
  id: string;
  account: string;
  result: ClusterOutcome;
  /** How long its run took. */
  seconds?: number;
}

export interface WaveResult {
  name: string;
  outcome: WaveEnd | 'not-started';
  clusters: ClusterResult[];
}

/** One report over all clusters of a campaign, as `--json` prints it. */
export interface CampaignReport {
  campaign: string;
  /** ISO 8601. */
  startedAt: string;
  /** ISO 8601. */
  finishedAt: string;
  outcome: 'done' | Exclude<WaveEnd, 'passed'>;
  waves: WaveResult[];
  /** Why a later wave could not be read. */
  error?: ErrorDocument;
}

/** In the order of the summary. */
const words: Record<ClusterOutcome, string> = {
  done: 'done',
  'nothing-due': 'nothing due',
  failed: 'failed',
  held: 'held',
  stopped: 'stopped',
  'not-started': 'not started',
};

const clustersIn = ({ waves }: Pick<CampaignReport, 'waves'>): ClusterResult[] =>
  waves.flatMap(({ clusters }) => clusters);

/** These exit codes of a run promise that nothing was changed. */
const unchanged: ReadonlySet<number | undefined> = new Set([
  ExitCode.usage,
  ExitCode.refused,
  ExitCode.leaseHeld,
  ExitCode.unreachable,
]);

/** Whether any run got as far as its first recycle, or may have. */
const hasStarted = (report: CampaignReport): boolean =>
  clustersIn(report).some(
    ({ result, exitCode }) => result !== 'nothing-due' && result !== 'not-started' && !unchanged.has(exitCode),
  );

export function exitCodeOf(report: CampaignReport): ExitCode {
  if (report.outcome === 'done') return ExitCode.done;
  if (report.outcome === 'stopped') return ExitCode.stopped;
  if (!hasStarted(report)) return ExitCode.refused;
  return report.outcome === 'failed' ? ExitCode.failed : ExitCode.stopped;
}

function detailOf({ recycled, seconds, run, error, result }: ClusterResult): string {
  if (error && result !== 'done') return `(${error.code}) ${error.message}`;
  if (seconds === undefined) return '';
  const took = `in ${formatDuration(seconds * 1000)}`;
  return [`${recycled ?? 0} recycled ${took}`, ...(run ? [`run ${run}`] : [])].join(', ');
}

/** What to do next, and the page that explains the first failure. */
function nextSteps(report: CampaignReport, again: string): { next?: string; runbook?: string } {
  if (report.outcome === 'done') return {};
  const skips = 'skips clusters with nothing due';
  const continues = sentences([`Run the same command again: it ${skips}`, again]);
  const firstOf = (outcome: ClusterOutcome) => clustersIn(report).find(({ result }) => result === outcome)?.error;
  const first = firstOf('failed') ?? report.error ?? firstOf('held');
  if (report.outcome !== 'failed' || !first) return { next: continues };
  // Most hints already end with "run the same command again".
  return {
    next: first.hint ? sentences([first.hint, `The same campaign command then ${skips}`, again]) : continues,
    runbook: first.runbook,
  };
}

/**
 * The report for people.
 *
 * @param again the command that shows the state of the campaign
 * @param columns the width of the terminal, see {@link wrap}
 */
export function reportText(report: CampaignReport, again: string, columns?: number): string {
  const took = formatDuration(Date.parse(report.finishedAt) - Date.parse(report.startedAt));
  const rows = report.waves.flatMap(({ name, clusters }) =>
    clusters.map((one) => [name, one.cluster, one.account, words[one.result], detailOf(one)]),
  );
  const { next, runbook } = nextSteps(report, again);
  const { error } = report;
  const ends = {
    done: 'done',
    failed: 'failed',
    stopped: 'stopped on request',
    'out-of-time': 'stopped by stop_after',
  };
  return [
    `Campaign ${report.campaign}: ${ends[report.outcome]} in ${took}: ${tallyText(
      clustersIn(report).map(({ result }) => words[result]),
      Object.values(words),
    )}`,
    ...wrappedTable([['WAVE', 'CLUSTER', 'ACCOUNT', 'RESULT', 'DETAILS'], ...rows], columns, '  '),
    ...(error ? wrap(`The next wave cannot be read: (${error.code}) ${error.message}`, columns, '', '  ') : []),
    ...(next ? wrap(`Next: ${next}`, columns, '', '  ') : []),
    ...(runbook ? [`Runbook: ${runbook}`] : []),
  ].join('\n');
}
