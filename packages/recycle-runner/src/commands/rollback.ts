import type { Ledger } from '@esg-recycler/esg-store';
import { readOptions } from '../cluster/options.ts';
import { createEventPrinter } from '../events/print-events.ts';
import { recordedRuns } from '../record/recorded-runs.ts';
import { checkRecorded, selectRun } from '../record/select-run.ts';
import { groupsIn } from '../rollback/changed.ts';
import { lastRun } from '../rollback/last-run.ts';
import { rollbackImages } from '../rollback/rollback-images.ts';
import { type RunArguments, startRoll, withRollErrors } from './run.ts';
import { withStore } from './with-store.ts';

/** The run to roll back, by the records in the store. */
const readRun = (name: string, config: string | undefined): Promise<Ledger> =>
  withStore(config, async ({ store }) => {
    const runs = await recordedRuns(store);
    checkRecorded(runs);
    return (name === 'last' ? lastRun(runs) : selectRun(runs, name)).ledger;
  });

function reportNothing({ run, cluster }: Ledger, isJson: boolean): void {
  if (isJson) createEventPrinter()('run_finished', { cluster }, { outcome: 'done' });
  else process.stdout.write(`Run ${run} of cluster ${cluster} changed no image: there is nothing to roll back.\n`);
}

/** Recycles what a run has changed, onto the image that it ran before. */
export const rollback = (name: string, given: RunArguments, userArguments: readonly string[]): Promise<void> =>
  withRollErrors(given, async () => {
    const { image } = readOptions({ ...given, esg: [name] });
    const ledger = await readRun(name, given.config);
    const { isEmpty } = rollbackImages(ledger, image);
    if (isEmpty) {
      reportNothing(ledger, given.json === true);
      return undefined;
    }
    const options = readOptions({ ...given, esg: groupsIn(ledger) });
    return startRoll({ ...options, rollback: ledger.run }, given, userArguments);
  });
