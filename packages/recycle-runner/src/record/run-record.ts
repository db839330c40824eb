import { createEventWriter, type EmitEvent, EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger, Store } from '@esg-recycler/esg-store';
import { createEventLog, type EventLog } from '../events/event-log.ts';
import { markInterrupted } from './ledger.ts';
import { copyLedger, createRunFolder, type RunFolder } from './run-folder.ts';
import { createRunId } from './run-id.ts';

/** What a run leaves behind. */
export interface RunRecord {
  run: string;
  folder: RunFolder;
  /** Appends an event that names run and cluster. */
  emit: EmitEvent;
  events: EventLog;
  /** The ledger in the store counts; the run folder gets a copy. */
  save: (ledger: Ledger) => Promise<void>;
}

/** @throws EsgError `state-unwritable`, exit code 2 */
export function openRecord({ ledgers }: Store, stateDir: string, cluster: string, now: Date): RunRecord {
  const run = createRunId(now);
  const folder = openFolder(stateDir, run);
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

function openFolder(stateDir: string, run: string): RunFolder {
  try {
    return createRunFolder(stateDir, run);
  } catch (error) {
    throw new EsgError(`The run folder cannot be made: ${(error as Error).message}`, {
      code: 'state-unwritable',
      exitCode: ExitCode.usage,
      hint: 'Name a folder that can be written in ESG_STATE_DIR.',
      cause: error,
    });
  }
}

/**
 * Closes the ledgers of runs that did not live to do it. Only for the holder of the lease on these groups: whoever
 * wrote them is gone then.
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
    const closed = markInterrupted(value, now);
    await ledgers.put(key, closed);
    copyLedger(stateDir, closed);
  }
}
