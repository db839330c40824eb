import { describeProtection } from '@esg-recycler/spotinst-stateful';
import { blocking, EsgError, ExitCode, type Finding } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RecycleSetup } from '../ansible/command.ts';
import { createAnsibleRunner } from './ansible-runner.ts';
import { ansibleSetup, type AnsibleTools, recycleSetup, timeOf } from '../ansible/setup.ts';
import { followEvents } from '../events/event-follower.ts';
import { withEarlier } from '../record/earlier.ts';
import { closeLedger, markImagesSet, openLedger, targetsIn } from '../record/ledger.ts';
import { imagesBefore } from '../record/images-before.ts';
import { lastLedger } from '../record/last-ledger.ts';
import { controlRun } from '../control/run-control.ts';
import { freezeIn } from '../control/freeze.ts';
import type { StatusPublisher } from './run-status.ts';
import { beginStatus, forgetEndedRuns } from './begin-status.ts';
import { removeExpired } from '../record/retention.ts';
import { originOf } from '../record/origin.ts';
import { openCanary } from '../roll/bake.ts';
import { rollbackCommand } from '../rollback/rollback-command.ts';
import { rollbackFindings } from './rollback-findings.ts';
import { awaitBake } from './await-bake.ts';
import { awaitSpot } from './await-spot.ts';
import type { HeldLease } from './lease.ts';
import { countDue, objectionTo } from './objection.ts';
import type { RollOptions } from '../cluster/options.ts';
import { checkPlan, noteOnStderr } from '../check/check-plan.ts';
import { type GateView, uncheckedGate } from '../check/gate-view.ts';
import type { PlanReading } from '../cluster/read-plan.ts';
import { mergeFindings } from '../plan/plan-findings.ts';
import { inPlannedOrder } from '../plan/plan-order.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { earlierDurations } from '../record/earlier-durations.ts';
import { checkTargets, outcomeOf, targetsOf } from '../roll/roll-errors.ts';
import { writeReport } from '../report/write-report.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import type { RollSession } from './session.ts';
import { planText } from '../text/plan-text.ts';
import { createReporter, progressForm } from '../progress/create-reporter.ts';
import { restoreCluster, restoreHint } from '../ansible/restore-cluster.ts';
import { roll, type RollEnd } from '../roll/roll.ts';
import type { RollContext } from '../roll/roll-context.ts';
import { closeAbandoned, openRecord, type RunRecord } from '../record/run-record.ts';
import { writeInventory } from '../record/run-folder.ts';
import { filesIn, withScratchFolder } from '../ansible/scratch-files.ts';
import { listenForStop, type StopSignals } from './stop-signals.ts';
import { summaryText, tally } from '../text/summary.ts';
import { recoverInterruptedRun } from './recover-interrupted-run.ts';

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
}

/** The recorded plan, before anything is changed. */
interface PlannedRun {
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

async function plan(setup: RunSetup, stop: StopSignals): Promise<PlannedRun> {
  const { session, options, lease, tools, isJson } = setup;
  const { settings, cluster, groups, store } = session;
  const startedAt = new Date();
  await closeAbandoned(store, settings.stateDir, groups, startedAt);
  await forgetEndedRuns(store, groups);
  await removeExpired(store, settings.stateDir, startedAt);
  await session.settleRecords(lease.token(), stop.signal);
  await withScratchFolder(async (folder) =>
    recoverInterruptedRun(await ansibleSetup(tools, session, () => writeInventory(folder)), store, lease.token()),
  );
  const last = await lastLedger(store, groups);
  const reading = await session.read({ withDeployments: true, isBeforeImages: true });
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
    canary: openCanary(options.canary, targetsIn(planned), last),
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
  const findings = [...mergeFindings(found, gates.findings), ...rollbackFindings(reading, gates, options)];
  const opened = { ...first, gate: gates.kind, findings };
  await record.save(opened);
  const instances = inPlannedOrder(planned, gates.yieldTo);
  record.emit('run_planned', {}, { instances, findings });
  return { record, reading, planned: instances, gates, findings, opened, ansible, status, startedAt, objection };
}

/** Restores the cluster after a failure, each time with a separate log. Only a health check may have changed its settings. */
function createRestorer({ lease }: RunSetup, { record, opened, ansible }: PlannedRun): RollContext['restore'] {
  let count = 0;
  return async ({ group }) => {
    if (opened.gate === undefined) return undefined;
    count += 1;
    const { problem } = await restoreCluster(ansible, group, lease.token(), record.folder.helper(`restore-${count}`));
    return problem && `${problem}. ${restoreHint(group)}`;
  };
}

/** Approvals can be asked for on a terminal, also with `--yes`. */
const canAsk = (isJson: boolean): boolean => !isJson && process.stdin.isTTY && process.stderr.isTTY;

/** Rolls, or ends the run with the objection; shows the progress from the start. */
async function carryOut(
  setup: RunSetup,
  run: PlannedRun,
  stop: StopSignals,
  objection: EsgError | undefined,
): Promise<RollEnd> {
  const { session, lease, isJson } = setup;
  const { record, planned, opened, ansible, status } = run;
  const form = progressForm({ ...setup, isTerminal: process.stderr.isTTY && !objection });
  const reporter = await createReporter(form, { earlier: await earlierDurations(session.store, session.groups) });
  const follower = followEvents(record.events, (event) => {
    reporter.event(event);
    status.event(event);
  });
  const checkpoint = (): void => {
    lease.check();
    if (stop.signal.aborted) throw stoppedOnRequest();
  };
  stop.signal.addEventListener('abort', () =>
    reporter.note('Stopping once the instance in progress is finished. Press Ctrl-C again to interrupt it now.'),
  );
  const sleep = (ms: number): Promise<void> => delay(ms, undefined, { signal: stop.signal }).catch(() => {});
  const { timeoutMs, pollIntervalMs } = setup.options;
  const wait = { timeoutMs, pollIntervalMs, emit: record.emit, checkpoint, sleep, now: () => Date.now() };
  const evaluate = (): Promise<PlanReading> => awaitSpot(() => session.read(), wait);
  const check = async (): Promise<readonly Finding[]> => {
    const reading = await evaluate();
    checkTargets(targetsOf(planned), reading.planned);
    const { path } = record.folder;
    return withScratchFolder(async (folder) => {
      const files = { ...filesIn(folder), keep: join(path, 'ansible', 'bake.log') };
      return (await checkPlan(ansible, reading, files, { signal: stop.signal })).findings;
    });
  };
  const context: RollContext = {
    evaluate,
    outageMs: timeoutMs,
    awaitTurn: (ledger, keep) =>
      awaitBake(ledger, { check, keep, emit: record.emit, checkpoint, now: () => new Date(), sleep }),
    runAnsible: createAnsibleRunner(ansible, { folder: record.folder, follower, stop, lease }),
    restore: createRestorer(setup, run),
    save: record.save,
    emit: record.emit,
    checkpoint,
    permit: controlRun({
      store: session.store,
      run: record.run,
      startedAt: run.startedAt,
      options: { ...setup.options.control, pollIntervalMs: setup.options.pollIntervalMs },
      canary: 1,
      readFreeze: async () => freezeIn((await session.read()).findings),
      checkpoint,
      emit: record.emit,
      signal: stop.signal,
      ...(canAsk(isJson) && { terminal: reporter }),
    }),
    now: () => new Date(),
  };
  try {
    const end = objection
      ? await endUnchanged(record, opened, objection)
      : // The user may take a long time to answer, so the cluster is read again.
        await setImagesAndRoll(setup, run, context, stop);
    emitEnd(record, end);
    return end;
  } finally {
    follower.stop();
    reporter.close();
    await status.stop();
  }
}

/** Sets the images first, where the groups have another one. */
async function setImagesAndRoll(
  { session, lease, asks }: RunSetup,
  { record, reading, planned, opened }: PlannedRun,
  context: RollContext,
  stop: StopSignals,
): Promise<RollEnd> {
  const { imageChanges: changes } = reading;
  if (changes.length === 0) return roll(context, opened, targetsOf(planned), asks ? undefined : reading);
  const { run, emit, save } = record;
  const marked = markImagesSet(
    opened,
    changes.map(({ group }) => group),
  );
  await save(marked);
  try {
    await session.setImages(changes, { token: lease.token(), run, emit, signal: stop.signal });
  } catch (error) {
    if (!(error instanceof EsgError)) throw error;
    return endUnchanged(record, marked, error);
  }
  return roll(context, marked, targetsOf(planned));
}

async function endUnchanged({ save }: RunRecord, opened: Ledger, error: EsgError): Promise<RollEnd> {
  const ledger = closeLedger(opened, outcomeOf(error), new Date(), error);
  await save(ledger);
  return { ledger, error };
}

function emitEnd({ emit }: RunRecord, { ledger, error }: RollEnd): void {
  const { outcome } = ledger;
  const data = { outcome, instances: tally(ledger), ...(error && { error: error.toJSON() }) };
  emit(outcome === 'done' || outcome === 'stopped' ? 'run_finished' : 'run_failed', {}, data);
}

/** A run from its plan to its summary. @returns the error that ended it, if any */
export async function performRun(setup: RunSetup): Promise<EsgError | undefined> {
  const { session, lease, isJson, asks } = setup;
  const stop = listenForStop();
  try {
    await session.beginLeaseSession(lease.token());
    const run = await plan(setup, stop);
    const { planned, gates, findings, record, opened } = run;
    const { evaluate } = gates;
    const { overrides } = setup.options;
    // The user must see the plan that the question is about.
    const output = isJson || (asks && !process.stdout.isTTY) ? process.stderr : process.stdout;
    if (!isJson || asks)
      output.write(
        `${planText(session.cluster.name, planned, findings, { ...opened, imageChanges: run.reading.imageChanges, evaluate, overrides, protection: describeProtection(session.settings.store), columns: output.columns })}\n\n`,
      );
    if (asks) run.status.note('waiting for the confirmation on the terminal');
    const objection =
      run.objection ??
      (await objectionTo(
        { planned, findings, imageChanges: run.reading.imageChanges },
        { cluster: session.cluster.name, asks, stop },
      ));
    run.status.note(undefined);
    const { ledger, error } = await carryOut(setup, run, stop, objection);
    const report = await writeReport(ledger, session.settings.stateDir, new Date());
    const summary = summaryText(ledger, {
      report,
      error,
      rollback: error && error.exitCode !== ExitCode.stopped ? rollbackCommand(ledger) : undefined,
      folder: record.folder.path,
      columns: process.stdout.columns,
    });
    if (!isJson) process.stdout.write(`${summary}\n`);
    return error;
  } finally {
    await session.liftSuspensions(lease.token());
    await session.endLeaseSession(lease.token());
    stop.dispose();
  }
}
