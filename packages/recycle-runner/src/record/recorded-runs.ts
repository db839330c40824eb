import type { Ledger, Store } from '@esg-recycler/esg-store';
import { readLedger } from './read-ledger.ts';

/** A run by its record. */
export interface RecordedRun {
  ledger: Ledger;
  /** The outcome, or `running`; `interrupted` also for a run that could not record its end. */
  outcome: string;
}

/**
 * A run is in progress while a lease on its groups is valid that is at most as old as the run. A run takes the lease before
 * it opens its ledger.
 */
async function isRunning({ leases }: Pick<Store, 'leases'>, { groups, startedAt }: Ledger): Promise<boolean> {
  const held = await leases.show(groups);
  return held.some(({ isGood, acquiredAt }) => isGood && acquiredAt <= Date.parse(startedAt));
}

/** Every recorded run, the newest first. */
export async function recordedRuns(store: Pick<Store, 'ledgers' | 'leases'>): Promise<RecordedRun[]> {
  const ledgers = (await store.ledgers.list()).flatMap(({ value }) => readLedger(value) ?? []);
  const newestFirst = ledgers.toSorted((one, other) => other.startedAt.localeCompare(one.startedAt));
  const outcomeOf = async (ledger: Ledger): Promise<string> => {
    if (ledger.finishedAt !== undefined) return ledger.outcome ?? 'interrupted';
    return (await isRunning(store, ledger)) ? 'running' : 'interrupted';
  };
  return Promise.all(newestFirst.map(async (ledger) => ({ ledger, outcome: await outcomeOf(ledger) })));
}
