import { createEventWriter, type EmitEvent } from '@esg-recycler/core';
import type { Ledger, Store } from '@esg-recycler/esg-store';
import { createEventLog, type EventLog } from '../events/event-log.ts';
import { amend, markInterrupted } from './ledger.ts';
import { copyLedger, createRunFolder, type RunFolder, runFiles } from './run-folder.ts';
import { createRunId } from './run-id.ts';
import { traceOf, withTrace } from './trace.ts';

/** The record of a run. */
export interface RunRecord {
  run: string;
  folder: RunFolder;
  /** Appends an event with run and cluster. */
  emit: EmitEvent;
  events: EventLog;
  /** Saves the ledger in the store, and a copy in the run folder. */
  save: (ledger: Ledger) => Promise<void>;
}

/** @throws EsgError `state-unwritable`, exit code 2 */
export function openRecord({ ledgers }: Store, stateDir: string, cluster: string, now: Date): RunRecord {
  const run = createRunId(now);
  const folder = createRunFolder(stateDir, run);
  const write = createEventWriter(folder.events);
  return {
    run,
    folder,
    emit: (event, subject, data) => write(event, { run, cluster, ...subject }, data),
    events: createEventLog(folder.events, { run, cluster }),
    save: async (ledger) => {
      await ledgers.put(run, ledger);
      copyLedger(stateDir, ledger);
    },
  };
}

/** The run could not record the phases of its last instance; its events may still be here. */
function traceInterrupted(ledger: Ledger, stateDir: string): Ledger {
  const running = ledger.instances.find(({ state }) => state === 'running');
  const events = running ? createEventLog(runFiles(stateDir, ledger.run).events, ledger).read() : [];
  const since = running?.phases?.at(-1)?.finishedAt ?? '';
  const recent = events.filter(({ created }) => created > since);
  return running ? amend(ledger, running.ssi, withTrace(running, traceOf(recent, running.ssi))) : ledger;
}

/**
 * Closes the ledgers of interrupted runs. Only for the holder of the lease on these groups: no other run can be in
 * progress then.
 */
export async function closeAbandoned(
  { ledgers }: Store,
  stateDir: string,
  groups: readonly string[],
  now: Date,
): Promise<void> {
  for (const { key, value } of await ledgers.list()) {
    const isOurs = value.groups.some((group) => groups.includes(group));
    if (!isOurs || value.finishedAt !== undefined) continue;
    const closed = markInterrupted(traceInterrupted(value, stateDir), now);
    await ledgers.put(key, closed);
    copyLedger(stateDir, closed);
  }
}
