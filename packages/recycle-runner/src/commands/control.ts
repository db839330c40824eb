import { printJson } from '@esg-recycler/core';
import { knownRuns, type KnownRun, liveRun } from '../control/known-runs.ts';
import { operatorOf } from '../control/operator.ts';
import {
  answerRun,
  approvalFor,
  continueRun,
  describeApproved,
  holdRun,
  skippedTooLate,
  withdrawAnswer,
  runningNow,
} from '../control/requests.ts';
import { controlCommand } from '../control/run-control.ts';
import { type RunNameArguments, runNameOf } from '../control/run-name.ts';
import type { RunMark, Store } from '@esg-recycler/esg-store';
import { withStore } from './with-store.ts';

/** Finds the run, changes what is requested of it, and prints one line. */
async function request(
  name: string | undefined,
  given: RunNameArguments,
  change: (store: Store, run: KnownRun) => Promise<{ line: string; result: object }>,
): Promise<void> {
  const wanted = runNameOf(name, given);
  await withStore(given.config, async ({ store }) => {
    const run = liveRun(await knownRuns(store), wanted);
    const { line, result } = await change(store, run);
    const { ledger } = run;
    if (given.json) printJson({ run: ledger.run, cluster: ledger.cluster, ...result });
    else process.stdout.write(`Run ${ledger.run} of ${ledger.cluster} ${line}\n`);
  });
}

/** There is one hold: whoever continues the run ends it for everybody. */
const replacing = (hold: RunMark | undefined): string => {
  if (!hold) return '';
  const why = hold.reason === undefined ? '' : `: ${hold.reason}`;
  return ` (this replaces the hold by ${hold.by} since ${hold.at}${why})`;
};

/** No other instance of the run starts until somebody continues it. */
export const hold = (name: string | undefined, given: RunNameArguments & { reason?: string }): Promise<void> =>
  request(name, given, async (store, { ledger }) => {
    const by = operatorOf();
    const replaced = await holdRun(store, ledger.run, by, given.reason);
    const running = await runningNow(store, ledger.run);
    const first = running === undefined ? '' : ` after ${running}`;
    return {
      line: `is held${first}${replacing(replaced)}. Continue it: ${controlCommand('continue', ledger.run)}`,
      result: { held: true, by, reason: given.reason, ...(replaced && { replaces: replaced }) },
    };
  });

export const continueHeld = (name: string | undefined, given: RunNameArguments): Promise<void> =>
  request(name, given, async (store, { ledger }) => {
    const ended = await continueRun(store, ledger.run);
    return {
      line: ended ? `continues; it was held by ${ended.by} since ${ended.at}` : 'was not held',
      result: { held: false, wasHeld: ended !== undefined, heldBy: ended?.by },
    };
  });

export const approve = (
  name: string | undefined,
  given: RunNameArguments & { all?: boolean; skip?: boolean },
): Promise<void> =>
  request(name, given, async (store, run) => {
    const by = operatorOf();
    const answer = approvalFor(run, given);
    const { ledger } = run;
    const replaced = await answerRun(store, ledger.run, by, answer);
    if (answer.answer === 'skip' && (await runningNow(store, ledger.run)) === answer.ssi) {
      await withdrawAnswer(store, ledger.run, answer.ssi, replaced);
      throw skippedTooLate(ledger, answer.ssi);
    }
    const verb = answer.answer === 'skip' ? 'skips' : 'has the approval for';
    return {
      line: `${verb} ${describeApproved(answer.ssi)}`,
      result: { ...answer, by },
    };
  });
