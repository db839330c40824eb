import type { EsgError, Finding } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import type { AnsibleSetup } from './ansible-command.ts';
import { createAnsibleRunner } from './ansible-runner.ts';
import { followEvents } from './event-follower.ts';
import { closeLedger, openLedger } from './ledger.ts';
import type { HeldLease } from './lease.ts';
import { objectionTo } from './objection.ts';
import type { RollOptions } from './options.ts';
import type { PlannedInstance } from './plan.ts';
import { planText } from './plan-text.ts';
import { createReporter } from './progress/create-reporter.ts';
import type { Repository } from './repository.ts';
import { roll, type RollEnd } from './roll.ts';
import type { RollContext } from './roll-context.ts';
import { outcomeOf, stoppedOnRequest, targetsOf } from './roll-errors.ts';
import { closeAbandoned, openRecord, type RunRecord } from './run-record.ts';
import type { Session } from './session.ts';
import { listenForStop, type StopSignals } from './stop-signals.ts';
import { summaryText, tally } from './summary.ts';

export interface RunSetup {
  session: Session;
  lease: HeldLease;
  options: RollOptions;
  /** Events on stdout, and nothing else there. */
  isJson: boolean;
  /** A person is there to be asked. */
  asks: boolean;
  repository: Repository;
  ansiblePlaybook: string;
  userArguments: readonly string[];
}

/** What is on record before anything is touched. */
interface PlannedRun {
  record: RunRecord;
  planned: PlannedInstance[];
  findings: Finding[];
  opened: Ledger;
}

const timeOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

async function plan({ session, options, lease }: RunSetup, stop: StopSignals): Promise<PlannedRun> {
  const { settings, cluster, groups, store } = session;
  const startedAt = new Date();
  await closeAbandoned(store, settings.stateDir, groups, startedAt);
  await session.putRootsRight(lease.token(), stop.signal);
  const { planned } = await session.look();
  const findings = await session.inspect(planned);

  const record = openRecord(store, settings.stateDir, cluster.name, startedAt);
  const since = timeOf(options.since);
  const header = { run: record.run, cluster: cluster.name, groups, since, startedAt: startedAt.toISOString() };
  const opened = openLedger(header, planned);
  await record.save(opened);
  record.emit('run_started', {}, { groups, target: opened.target, since });
  record.emit('run_planned', {}, { instances: planned, findings });
  return { record, planned, findings, opened };
}

function ansibleSetup(setup: RunSetup, { folder }: RunRecord): AnsibleSetup {
  const { session, options, repository, ansiblePlaybook, userArguments } = setup;
  return {
    repository,
    ansiblePlaybook,
    inventory: session.settings.configFile ?? folder.writeInventory(),
    userArguments,
    since: timeOf(options.since),
    replaceRoot: options.replaceRoot,
    timeoutMs: options.timeoutMs,
    pollIntervalMs: options.pollIntervalMs,
    events: folder.events,
    knownHosts: folder.knownHosts,
    groups: session.groups,
  };
}

/** Ends the run as it was planned, with an objection, or rolls; tells meanwhile what happens, from the start. */
async function see(
  setup: RunSetup,
  { record, planned, opened }: PlannedRun,
  stop: StopSignals,
  objection: EsgError | undefined,
): Promise<RollEnd> {
  const { session, lease, isJson } = setup;
  const reporter = createReporter({ isJson, isLive: process.stderr.isTTY && !objection });
  const follower = followEvents(record.events, reporter.event);
  stop.signal.addEventListener('abort', () =>
    reporter.note('Stopping once the instance in progress is finished. A second signal ends Ansible now.'),
  );
  const context: RollContext = {
    look: session.look,
    runAnsible: createAnsibleRunner(ansibleSetup(setup, record), { folder: record.folder, follower, stop, lease }),
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
      : await roll(context, opened, targetsOf(planned));
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
    await session.beginTenure(lease.token());
    const run = await plan(setup, stop);
    const { planned, findings, record } = run;
    // A question must not be asked about a plan that went into a pipe.
    const paper = isJson || (asks && !process.stdout.isTTY) ? process.stderr : process.stdout;
    if (!isJson || asks) paper.write(`${planText(session.cluster.name, planned, findings)}\n\n`);
    const objection = await objectionTo(run, { cluster: session.cluster.name, asks, stop });
    const { ledger, error } = await see(setup, run, stop, objection);
    if (!isJson) process.stdout.write(`${summaryText(ledger, { next: error?.hint, folder: record.folder.path })}\n`);
    return error;
  } finally {
    await session.liftFence(lease.token());
    await session.endTenure(lease.token());
    stop.dispose();
  }
}
