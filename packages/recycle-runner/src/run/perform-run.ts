import { blocking, EsgError, type Finding } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import type { RecycleSetup } from '../ansible/command.ts';
import { createAnsibleRunner } from './ansible-runner.ts';
import { ansibleSetup, type AnsibleTools, recycleSetup, timeOf } from '../ansible/setup.ts';
import { followEvents } from '../events/event-follower.ts';
import { closeLedger, openLedger } from '../record/ledger.ts';
import type { HeldLease } from './lease.ts';
import { countDue, objectionTo } from './objection.ts';
import type { RollOptions } from '../cluster/options.ts';
import { checkPlan, noteOnStderr } from '../check/check-plan.ts';
import { type GateView, uncheckedGate } from '../check/gate-view.ts';
import type { PlanReading } from '../cluster/read-plan.ts';
import { mergeFindings } from '../plan/plan-findings.ts';
import { inPlannedOrder } from '../plan/plan-order.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { outcomeOf, targetsOf } from '../roll/roll-errors.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import type { RollSession } from './session.ts';
import { planText } from '../text/plan-text.ts';
import { createReporter } from '../progress/create-reporter.ts';
import { restoreCluster, restoreHint } from '../ansible/restore-cluster.ts';
import { roll, type RollEnd } from '../roll/roll.ts';
import type { RollContext } from '../roll/roll-context.ts';
import { closeAbandoned, openRecord, type RunRecord } from '../record/run-record.ts';
import { writeInventory } from '../record/run-folder.ts';
import { withScratchFolder } from '../ansible/scratch-files.ts';
import { listenForStop, type StopSignals } from './stop-signals.ts';
import { summaryText, tally } from '../text/summary.ts';
import { recoverInterruptedRun } from './recover-interrupted-run.ts';

export interface RunSetup {
  session: RollSession;
  lease: HeldLease;
  options: RollOptions;
  /** Events on stdout, and nothing else there. */
  isJson: boolean;
  /** A person is there to be asked. */
  asks: boolean;
  tools: AnsibleTools;
}

/** What is on record before anything is touched. */
interface PlannedRun {
  record: RunRecord;
  reading: PlanReading;
  planned: PlannedInstance[];
  gates: GateView;
  findings: Finding[];
  opened: Ledger;
  ansible: RecycleSetup;
  /** Why the cluster could not even be checked. */
  objection?: EsgError;
}

/** What the gates say; when they cannot be asked, the run ends with that, and its record tells it. */
async function askGates(ask: () => Promise<GateView>): Promise<{ gates: GateView; objection?: EsgError }> {
  try {
    return { gates: await ask() };
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
  await session.restoreRootPersistence(lease.token(), stop.signal);
  await withScratchFolder(async (folder) =>
    recoverInterruptedRun(await ansibleSetup(tools, session, () => writeInventory(folder)), store, lease.token()),
  );
  const reading = await session.read({ withDeployments: true });
  const { planned, findings: found } = reading;

  const record = openRecord(store, settings.stateDir, cluster.name, startedAt);
  const { folder } = record;
  const since = timeOf(options.since);
  const overrides = options.overrides.length > 0 ? options.overrides : undefined;
  const header = {
    run: record.run,
    cluster: cluster.name,
    groups,
    since,
    overrides,
    startedAt: startedAt.toISOString(),
  };
  const first = openLedger(header, planned);
  await record.save(first);
  record.emit('run_started', {}, { groups, target: first.target, since, overrides });

  const ansible = recycleSetup(await ansibleSetup(tools, session, folder.writeInventory), options, folder.knownHosts);
  const note = isJson ? undefined : noteOnStderr;
  const ask = async (): Promise<GateView> => {
    if (countDue(planned) > 0) await session.checkFirstWatch(lease.token());
    return checkPlan(ansible, reading, folder.helper('0-check'), { signal: stop.signal, note });
  };
  // What stands against it already would only be told again.
  const { gates, objection } = blocking(found).length > 0 ? { gates: uncheckedGate } : await askGates(ask);
  const opened = { ...first, gate: gates.kind };
  await record.save(opened);
  const findings = mergeFindings(found, gates.findings);
  const instances = inPlannedOrder(planned, gates.yieldTo);
  record.emit('run_planned', {}, { instances, findings });
  return { record, reading, planned: instances, gates, findings, opened, ansible, objection };
}

/** Restores after a failure, each time with a log of its own; only where there is a gate that may have prepared something. */
function createRestorer({ lease }: RunSetup, { record, opened, ansible }: PlannedRun): RollContext['restore'] {
  let count = 0;
  return async ({ group }) => {
    if (opened.gate === undefined) return undefined;
    count += 1;
    const { problem } = await restoreCluster(ansible, group, lease.token(), record.folder.helper(`restore-${count}`));
    return problem && `${problem}. ${restoreHint(group)}`;
  };
}

/** Ends the run as it was planned, with an objection, or rolls; tells meanwhile what happens, from the start. */
async function see(
  setup: RunSetup,
  run: PlannedRun,
  stop: StopSignals,
  objection: EsgError | undefined,
): Promise<RollEnd> {
  const { session, lease, isJson } = setup;
  const { record, planned, opened, ansible } = run;
  const reporter = createReporter({ isJson, isLive: process.stderr.isTTY && !objection });
  const follower = followEvents(record.events, reporter.event);
  stop.signal.addEventListener('abort', () =>
    reporter.note('Stopping once the instance in progress is finished. Another Ctrl-C interrupts it now.'),
  );
  const context: RollContext = {
    evaluate: () => session.read(),
    runAnsible: createAnsibleRunner(ansible, { folder: record.folder, follower, stop, lease }),
    restore: createRestorer(setup, run),
    save: record.save,
    emit: record.emit,
    checkpoint: () => {
      lease.check();
      if (stop.signal.aborted) throw stoppedOnRequest();
    },
    now: () => new Date(),
  };
  try {
    const end = objection
      ? await endUntouched(record, opened, objection)
      : // What a person takes to answer may be long.
        await roll(context, opened, targetsOf(planned), setup.asks ? undefined : run.reading);
    tellEnd(record, end);
    return end;
  } finally {
    follower.stop();
    reporter.close();
  }
}

async function endUntouched({ save }: RunRecord, opened: Ledger, error: EsgError): Promise<RollEnd> {
  const ledger = closeLedger(opened, outcomeOf(error), new Date());
  await save(ledger);
  return { ledger, error };
}

function tellEnd({ emit }: RunRecord, { ledger, error }: RollEnd): void {
  const { outcome } = ledger;
  const data = { outcome, instances: tally(ledger), ...(error && { error: error.toJSON() }) };
  emit(outcome === 'done' || outcome === 'stopped' ? 'run_finished' : 'run_failed', {}, data);
}

/** A run from its plan to its summary. Resolves with the error that ended it, where there is one. */
export async function performRun(setup: RunSetup): Promise<EsgError | undefined> {
  const { session, lease, isJson, asks } = setup;
  const stop = listenForStop();
  try {
    await session.beginLeaseSession(lease.token());
    const run = await plan(setup, stop);
    const { planned, gates, findings, record } = run;
    const { evaluate } = gates;
    const { overrides } = setup.options;
    // A question must not be asked about a plan that went into a pipe.
    const paper = isJson || (asks && !process.stdout.isTTY) ? process.stderr : process.stdout;
    if (!isJson || asks)
      paper.write(`${planText(session.cluster.name, planned, findings, { evaluate, overrides })}\n\n`);
    const objection = run.objection ?? (await objectionTo(run, { cluster: session.cluster.name, asks, stop }));
    const { ledger, error } = await see(setup, run, stop, objection);
    const said = { next: error?.hint, findings: error?.findings, folder: record.folder.path };
    if (!isJson) process.stdout.write(`${summaryText(ledger, said)}\n`);
    return error;
  } finally {
    await session.liftSuspensions(lease.token());
    await session.endLeaseSession(lease.token());
    stop.dispose();
  }
}
