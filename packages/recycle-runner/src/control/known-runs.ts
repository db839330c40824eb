import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger, RecordedLease, RunStatus, Store } from '@esg-recycler/esg-store';

/** A run as this store records it. */
export interface KnownRun {
  ledger: Ledger;
  /** Absent for runs of earlier versions, and for runs whose cluster has been rolled again. */
  status?: RunStatus;
  /** The lease that it holds or held, while it is recorded. */
  lease?: RecordedLease;
  /** Whether it is in progress. */
  isLive: boolean;
}

type Records = Pick<Store, 'ledgers' | 'statuses' | 'leases'>;

/** The lease of a run. Without its number, an older open ledger than the lease belongs to an interrupted run. */
function leaseOf(ledger: Ledger, status: RunStatus | undefined, leases: readonly RecordedLease[]) {
  if (ledger.finishedAt !== undefined) return undefined;
  const own = leases.find(({ groups }) => groups.some((id) => ledger.groups.includes(id)));
  if (!own) return undefined;
  const isSame = status ? own.number === status.lease : Date.parse(ledger.startedAt) >= own.acquiredAt;
  return isSame ? own : undefined;
}

/** Every recorded run, by its start. */
export async function knownRuns({ ledgers, statuses, leases }: Records): Promise<KnownRun[]> {
  const held = await leases.show();
  const status = new Map((await statuses.list()).map(({ key, value }) => [key, value]));
  return (await ledgers.list())
    .map(({ value: ledger }) => {
      const own = status.get(ledger.run);
      const lease = leaseOf(ledger, own, held);
      return { ledger, ...(own && { status: own }), ...(lease && { lease }), isLive: lease?.isGood === true };
    })
    .toSorted((one, other) => one.ledger.startedAt.localeCompare(other.ledger.startedAt));
}

const isOfCluster = ({ ledger, status }: KnownRun, name: string): boolean =>
  ledger.cluster === name || ledger.groups.includes(name) || status?.groupNames.includes(name) === true;

/** The runs that a name means: the id of a run or its beginning, a cluster, a group id, or a group name. */
export const runsNamed = (runs: readonly KnownRun[], name: string): KnownRun[] => {
  const exact = runs.filter(({ ledger }) => ledger.run === name);
  if (exact.length > 0) return exact;
  const ofCluster = runs.filter((run) => isOfCluster(run, name));
  return ofCluster.length > 0 ? ofCluster : runs.filter(({ ledger }) => ledger.run.startsWith(name));
};

const listed = (runs: readonly KnownRun[]): string =>
  runs.map(({ ledger }) => `${ledger.run} (${ledger.cluster})`).join(', ');

const usage = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.usage, hint });

const live = (runs: readonly KnownRun[]): KnownRun[] => runs.filter(({ isLive }) => isLive);

function runUnknown(name: string | undefined, runs: readonly KnownRun[]): EsgError {
  const open = live(runs);
  return usage(
    'run-unknown',
    name === undefined
      ? 'No run is in progress in this store'
      : `No run recorded in this store matches ${JSON.stringify(name)}`,
    open.length > 0
      ? `The runs in progress are: ${listed(open)}`
      : 'A run is visible only with the same store: the same machine and user, or the same ESG_STORE_URL.',
  );
}

const runAmbiguous = (runs: readonly KnownRun[]): EsgError =>
  usage('run-ambiguous', `Several runs match: ${listed(runs)}`, 'Name one of them by its id.');

function runEnded({ ledger }: KnownRun): EsgError {
  const end =
    ledger.finishedAt === undefined
      ? 'its process has ended or its lease has expired'
      : `it ended at ${ledger.finishedAt}: ${ledger.outcome}`;
  return usage(
    'run-ended',
    `Run ${ledger.run} of ${ledger.cluster} is not in progress: ${end}`,
    `List the runs in progress: ${commandOf('recycle-runner', 'status')}. To keep anybody from starting another one, set the tag esg-recycler/freeze on the group.`,
  );
}

/**
 * The run in progress that a name means; without a name, the only one.
 *
 * @throws EsgError exit code 2: `run-unknown`, `run-ambiguous`, `run-ended`
 */
export function liveRun(runs: readonly KnownRun[], name: string | undefined): KnownRun {
  const named = name === undefined ? runs : runsNamed(runs, name);
  const [run, ...others] = live(named);
  if (run && others.length === 0) return run;
  if (run) throw runAmbiguous(live(named));
  const last = name === undefined ? undefined : named.at(-1);
  throw last ? runEnded(last) : runUnknown(name, runs);
}

/**
 * The runs to show: those that a name means, the last one of each cluster; without a name, all in progress.
 *
 * @throws EsgError `run-unknown`, exit code 2
 */
export function shownRuns(runs: readonly KnownRun[], name: string | undefined): KnownRun[] {
  if (name === undefined) return live(runs);
  const named = runsNamed(runs, name);
  if (named.length === 0) throw runUnknown(name, runs);
  const lastOfCluster = new Map(named.map((run) => [run.ledger.cluster, run]));
  return [...lastOfCluster.values()];
}
