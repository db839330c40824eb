import { existsSync } from 'node:fs';
import { printJson } from '@esg-recycler/core';
import { recordedRuns } from '../record/recorded-runs.ts';
import { runFiles } from '../record/run-folder.ts';
import { selectRun } from '../record/select-run.ts';
import { readReport } from '../report/read-report.ts';
import { showText } from '../report/text/show-text.ts';
import { withStore } from './with-store.ts';

/** Shows one recorded run. */
export async function show(name: string, given: { config?: string; json?: boolean }): Promise<void> {
  await withStore(given.config, async ({ store, stateDir }) => {
    const recorded = selectRun(await recordedRuns(store), name);
    const { folder } = runFiles(stateDir, recorded.ledger.run);
    if (given.json) printJson({ ...recorded.ledger, outcome: recorded.outcome });
    else
      process.stdout.write(
        `${showText(readReport(recorded, stateDir), {
          columns: process.stdout.columns,
          ...(existsSync(folder) && { folder }),
        })}\n`,
      );
  });
}
