import type { Ledger } from '@esg-recycler/esg-store';
import { replaceFile, runFiles } from '../record/run-folder.ts';
import { readReport } from './read-report.ts';

/**
 * Writes the page of a finished run into its folder. Best effort: a full disk must not change the end of a run.
 *
 * @returns the path of the page, if it was written
 */
export async function writeReport(ledger: Ledger, stateDir: string, now: Date): Promise<string | undefined> {
  try {
    const { htmlReport } = await import('./html/page.ts');
    const view = readReport({ ledger, outcome: ledger.outcome ?? 'interrupted' }, stateDir);
    return replaceFile(runFiles(stateDir, ledger.run).report, htmlReport(view, now));
  } catch {
    return undefined;
  }
}
