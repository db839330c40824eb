import { existsSync } from 'node:fs';
import { createEventLog, type NumberedEvent } from '../events/event-log.ts';
import type { RecordedRun } from '../record/recorded-runs.ts';
import { runFiles } from '../record/run-folder.ts';
import { type ReportView, reportView } from './view/report-view.ts';

/** The events of a run; undefined where its folder is not on this machine. */
function eventsOf(stateDir: string, { run, cluster }: RecordedRun['ledger']): NumberedEvent[] | undefined {
  const { events } = runFiles(stateDir, run);
  return existsSync(events) ? createEventLog(events, { run, cluster }).read() : undefined;
}

/** The report of a run, from its ledger in the store, and its events where they are. */
export const readReport = (recorded: RecordedRun, stateDir: string): ReportView =>
  reportView({ recorded, events: eventsOf(stateDir, recorded.ledger) });
