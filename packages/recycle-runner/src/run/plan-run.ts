import { blocking, EsgError, type Finding } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import type { RecycleSetup } from '../ansible/command.ts';
import { withScratchFolder } from '../ansible/scratch-files.ts';
import { ansibleSetup, type AnsibleTools, recycleSetup, timeOf } from '../ansible/setup.ts';
import { checkPlan, noteOnStderr } from '../check/check-plan.ts';
import { type GateView, uncheckedGate } from '../check/gate-view.ts';
import type { RollOptions } from '../cluster/options.ts';
import type { PlanReading } from '../cluster/read-plan.ts';
import { mergeFindings } from '../plan/plan-findings.ts';
import { inPlannedOrder } from '../plan/plan-order.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { withEarlier } from '../record/earlier.ts';
import { imagesBefore } from '../record/images-before.ts';
import { lastLedger } from '../record/last-ledger.ts';
import { openLedger } from '../record/ledger.ts';
import { originOf } from '../record/origin.ts';
import { removeExpired } from '../record/retention.ts';
import type { ReportTargets } from './observers.ts';
import { writeInventory } from '../record/run-folder.ts';
import { closeAbandoned, openRecord, type RunRecord } from '../record/run-record.ts';
import { openCanary } from '../roll/bake.ts';
import { beginStatus, forgetEndedRuns } from './begin-status.ts';
import type { HeldLease } from './lease.ts';
import { countDue } from './objection.ts';
import { recoverInterruptedRun } from './recover-interrupted-run.ts';
import { rollbackFindings } from './rollback-findings.ts';
import type { StatusPublisher } from './run-status.ts';
import type { RollSession } from './session.ts';
import type { StopSignals } from './stop-signals.ts';

export interface RunSetup {
  session: RollSession;
  lease: HeldLease;
  options: RollOptions;
  /** Only events on stdout. */
  isJson: boolean;
  /** Lines instead of the view in place. */
  isPlain: boolean;
  /** Whether the user is asked. */
  asks: boolean;
  tools: AnsibleTools;
  /** Where the run is reported, besides its record and the terminal. */
  reports: ReportTargets;
}

/** The recorded plan, before anything is changed. */
export interface PlannedRun {
  record: RunRecord;
  reading: PlanReading;
  planned: PlannedInstance[];
  gates: GateView;
  findings: Finding[];
  opened: Ledger;
  ansible: RecycleSetup;
  status: StatusPublisher;
  startedAt: Date;
  /** Why the health checks could not run. */
  objection?: EsgError;
}

/** Runs the health checks; an error ends the run, and its record contains it. */
async function tryCheck(check: () => Promise<GateView>): Promise<{ gates: GateView; objection?: EsgError }> {
  try {
    return { gates: await check() };
  } catch (error) {
    if (error instanceof EsgError) return { gates: uncheckedGate, objection: error };
    throw error;
  }
}

/** Settles what earlier runs left open, plans, runs the health checks, and records the plan. */
export async function planRun(setup: RunSetup, stop: StopSignals): Promise<PlannedRun> {
  const { session, options, lease, tools, isJson } = setup;
  const { settings, cluster, groups, store } = session;
  const startedAt = new Date();
  await closeAbandoned(store, settings.stateDir, groups, startedAt);
  await forgetEndedRuns(store, groups);
  await session.settleRecords(lease.token(), stop.signal);
  await withScratchFolder(async (folder) =>
    recoverInterruptedRun(await ansibleSetup(tools, session, () => writeInventory(folder)), store, lease.token()),
  );
  const last = await lastLedger(store, groups);
  const reading = await session.read({ withDeployments: true, isBeforeImages: true });
  // Not before: a rollback reads the record of an old run.
  await removeExpired(store, settings.stateDir, startedAt);
  const { planned, findings: found } = reading;

  const record = openRecord(store, settings.stateDir, cluster.name, startedAt);
  session.reportRateLimits(record.emit);
  const { folder } = record;
  const since = timeOf(options.since);
  const overrides = options.overrides.length > 0 ? options.overrides : undefined;
  const secrets = [settings.token];
  const header = {
    run: record.run,
    origin: originOf({ ansiblePlaybook: tools.ansiblePlaybook, secrets }),
    cluster: cluster.name,
    groups,
    since,
    overrides,
    before: imagesBefore(reading.view, planned),
    canary: openCanary(options.canary, { planned, since }, last),
    ...(options.replaceRoot && { replaceRoot: true }),
    rollbackOf: options.rollback,
    startedAt: startedAt.toISOString(),
  };
  const earlier = (await store.ledgers.list()).map(({ value }) => value);
  const first = withEarlier(openLedger(header, planned), planned, earlier);
  await record.save(first);
  const status = beginStatus(session, record.run, lease.token());
  const { target, before, rollbackOf } = first;
  record.emit('run_started', {}, { groups, target, before, since, rollbackOf, overrides });

  const ansible = recycleSetup(await ansibleSetup(tools, session, folder.writeInventory), options, folder.knownHosts);
  const note = isJson ? undefined : noteOnStderr;
  const check = async (): Promise<GateView> => {
    if (countDue(planned) > 0) await session.checkFirstWatch(lease.token());
    return checkPlan(ansible, reading, folder.helper('0-check'), { signal: stop.signal, note });
  };
  // A blocked plan would only get the same findings again.
  const { gates, objection } = blocking(found).length > 0 ? { gates: uncheckedGate } : await tryCheck(check);
  const checked = mergeFindings(found, gates.findings);
  const findings = mergeFindings(checked, rollbackFindings(reading, gates, options));
  const opened = { ...first, gate: gates.kind, findings };
  await record.save(opened);
  const instances = inPlannedOrder(planned, gates.yieldTo);
  record.emit('run_planned', {}, { instances, findings });
  return { record, reading, planned: instances, gates, findings, opened, ansible, status, startedAt, objection };
}
