import type { EsgError } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { noteOnStderr } from '../check/check-plan.ts';
import { followEvents } from '../events/event-follower.ts';
import { createReporter, progressForm } from '../progress/create-reporter.ts';
import { stopEffect, stopText } from '../control/stop-effect.ts';
import { earlierDurations } from '../record/earlier-durations.ts';
import { closeLedger } from '../record/ledger.ts';
import type { RunRecord } from '../record/run-record.ts';
import { outcomeOf, targetsOf } from '../roll/roll-errors.ts';
import { roll, type RollEnd } from '../roll/roll.ts';
import { tally } from '../text/summary.ts';
import { createRollContext } from './create-roll-context.ts';
import { openObservers } from './observers.ts';
import type { PlannedRun, RunSetup } from './plan-run.ts';
import type { StopSignals } from './stop-signals.ts';

/** Approvals can be asked for on a terminal, also with `--yes`. */
const canAsk = (isJson: boolean): boolean => !isJson && process.stdin.isTTY && process.stderr.isTTY;

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

/** Rolls, or ends the run with the objection; shows the progress from the start. */
export async function carryOut(
  setup: RunSetup,
  run: PlannedRun,
  stop: StopSignals,
  objection: EsgError | undefined,
): Promise<RollEnd> {
  const { isJson, session } = setup;
  const { record, opened, status } = run;
  const form = progressForm({ ...setup, isTerminal: process.stderr.isTTY && !objection });
  const reporter = await createReporter(form, { earlier: await earlierDurations(session.store, session.groups) });
  const observers = await openObservers(setup.reports, {
    store: session.store,
    cluster: session.cluster.name,
    warn: isJson ? noteOnStderr : reporter.note,
  });
  const follower = followEvents(record.events, (event) => {
    reporter.event(event);
    status.event(event);
    observers.event(event);
  });
  stop.signal.addEventListener('abort', () => {
    follower.pull();
    const effect = stopEffect(status.current());
    record.emit('run_stopping', {}, effect);
    const again = effect.instance === undefined ? '' : ' Press Ctrl-C again to interrupt it now.';
    // A question that the stop ends leaves its line first.
    queueMicrotask(() => reporter.note(`Stopping: ${stopText(effect)}.${again}`));
  });
  const pause = (): void => {
    // The view above a question shows what led to it.
    follower.pull();
    reporter.pause();
  };
  const terminal = canAsk(isJson) ? { pause, resume: reporter.resume } : undefined;
  const context = createRollContext(setup, run, { stop, follower, terminal });
  try {
    const end = objection
      ? await endUnchanged(record, opened, objection)
      : // The user may take a long time to answer, so the cluster is read again.
        await roll(context, opened, targetsOf(run.planned), setup.asks ? undefined : run.reading);
    emitEnd(record, end);
    return end;
  } finally {
    follower.stop();
    await observers.close();
    reporter.close();
    await status.stop();
  }
}
