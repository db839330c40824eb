import type { EsgError } from '@esg-recycler/core';
import type { Ledger, LedgerError, LedgerInstance } from '@esg-recycler/esg-store';
import type { PlannedInstance } from '../plan/plan.ts';

/** The result of a finished run. */
export type RunOutcome = 'done' | 'failed' | 'refused' | 'stopped' | 'interrupted';

/** A ledger before its plan. */
export type RollHeader = Omit<Ledger, 'target' | 'instances' | 'gate' | 'finishedAt' | 'outcome'>;

const entryOf = ({ ssi, group, address, action, why }: PlannedInstance): LedgerInstance => ({
  ssi,
  group,
  address,
  ...(action === 'recycle' ? { state: 'pending' } : { state: 'skipped', reason: why }),
});

/** The target image of each group that has one, by group id. */
export const targetsIn = (planned: readonly PlannedInstance[]): Record<string, string> =>
  Object.fromEntries(planned.flatMap(({ group, target }) => (target === null ? [] : [[group, target]])));

/** The ledger of a plan: it lists every instance before the first is changed. */
export const openLedger = (header: RollHeader, planned: readonly PlannedInstance[]): Ledger => ({
  ...header,
  target: targetsIn(planned),
  groupNames: Object.fromEntries(planned.map(({ group, groupName }) => [group, groupName])),
  instances: planned.map(entryOf),
});

/** The ledger once other images are requested for some of its groups. */
export const markImagesSet = (ledger: Ledger, groups: readonly string[]): Ledger => ({
  ...ledger,
  before: Object.fromEntries(
    Object.entries(ledger.before ?? {}).map(([group, images]) => [
      group,
      groups.includes(group) ? { ...images, isSet: true as const } : images,
    ]),
  ),
});

export const entryFor = (ledger: Ledger, ssi: string): LedgerInstance | undefined =>
  ledger.instances.find((entry) => entry.ssi === ssi);

/** The ledger with one entry changed; a reason lasts only as long as the state that it explains. */
export const amend = (ledger: Ledger, ssi: string, change: Partial<LedgerInstance>): Ledger => ({
  ...ledger,
  instances: ledger.instances.map((entry) =>
    entry.ssi === ssi ? { ...entry, ...(change.state && { reason: undefined }), ...change } : entry,
  ),
});

/** The differences between a ledger and a new reading of the cluster. */
export interface Changes {
  /** New in the ledger, and due. */
  appended: string[];
  gone: string[];
  /** In the ledger as due, and no longer due. */
  settled: string[];
}

/** Still to be done: pending or deferred. */
export const isOpen = (entry: LedgerInstance | undefined): boolean =>
  entry?.state === 'pending' || entry?.state === 'deferred';

/** What stays known about an instance when it is planned again. */
const kept = ({ earlier, startedAt, finishedAt, phases, checks }: LedgerInstance): Partial<LedgerInstance> =>
  Object.fromEntries(
    Object.entries({ earlier, startedAt, finishedAt, phases, checks }).filter(([, value]) => value !== undefined),
  );

function revise(entry: LedgerInstance, planned: PlannedInstance | undefined): LedgerInstance {
  if (entry.skippedBy !== undefined || (!isOpen(entry) && entry.state !== 'skipped')) return entry;
  if (entry.state === 'deferred' && planned?.action === 'recycle') return entry;
  if (planned) return { ...entryOf(planned), ...kept(entry) };
  return isOpen(entry) ? { ...entry, state: 'gone', reason: 'no longer in its group' } : entry;
}

/** Updates the open entries from a new reading of the cluster; finished entries stay as they are. */
export function reconcile(ledger: Ledger, planned: readonly PlannedInstance[]): { ledger: Ledger; changes: Changes } {
  const known = new Set(ledger.instances.map(({ ssi }) => ssi));
  const added = planned.filter(({ ssi }) => !known.has(ssi)).map(entryOf);
  const revised = ledger.instances.map((entry) =>
    revise(
      entry,
      planned.find(({ ssi }) => ssi === entry.ssi),
    ),
  );
  const became = (state: LedgerInstance['state']): string[] =>
    revised.filter((entry, index) => entry.state === state && isOpen(ledger.instances[index])).map(({ ssi }) => ssi);
  return {
    ledger: { ...ledger, instances: [...revised, ...added] },
    changes: {
      appended: added.filter(({ state }) => state === 'pending').map(({ ssi }) => ssi),
      gone: became('gone'),
      settled: became('skipped'),
    },
  };
}

const asLedgerError = ({ code, message, hint, exitCode, runbook }: EsgError): LedgerError => ({
  code,
  message,
  hint,
  exitCode,
  runbook,
});

/** @param error why the run did not finish */
export const closeLedger = (ledger: Ledger, outcome: RunOutcome, now: Date, error?: EsgError): Ledger => ({
  ...ledger,
  outcome,
  finishedAt: now.toISOString(),
  ...(error && { error: asLedgerError(error) }),
});

const settleRunning = (ledger: Ledger, change: Partial<LedgerInstance>): Ledger =>
  ledger.instances
    .filter(({ state }) => state === 'running')
    .reduce((result, { ssi }) => amend(result, ssi, change), ledger);

/** The ledger of a roll that ended before it could read the result of an instance. */
export const failRunning = (ledger: Ledger, why: string): Ledger =>
  settleRunning(ledger, { state: 'failed', reason: `not verified: ${why}` });

/** The ledger of an interrupted run, closed by a later one. */
export const markInterrupted = (ledger: Ledger, now: Date): Ledger =>
  closeLedger(
    settleRunning(ledger, {
      state: 'interrupted',
      reason: 'the run was interrupted before this instance was finished',
    }),
    'interrupted',
    now,
  );

/** The instance that failed or was interrupted, if its health check may have left temporary settings in the cluster. */
export const unfinishedInstance = ({ gate, instances }: Ledger): LedgerInstance | undefined =>
  gate === undefined ? undefined : instances.find(({ state }) => state === 'failed' || state === 'interrupted');
