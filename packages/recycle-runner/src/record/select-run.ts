import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';
import type { RecordedRun } from './recorded-runs.ts';

const history = (): string => commandOf('recycle-runner', 'history');

const unknown = (message: string, hint: string): EsgError =>
  new EsgError(message, { code: 'run-unknown', exitCode: ExitCode.usage, hint });

/** @throws EsgError `run-unknown`, exit code 2, when the store records no run at all: it may be another store */
export function checkRecorded(runs: readonly unknown[]): void {
  if (runs.length > 0) return;
  throw unknown('No run is recorded in this store', 'Set store (ESG_STORE_URL) and ESG_STATE_DIR as the run had them.');
}

/**
 * The run with this id or beginning of an id; `last` is the newest one.
 *
 * @param runs the newest first
 * @throws EsgError `run-unknown`, `run-ambiguous`, exit code 2
 */
export function selectRun(runs: readonly RecordedRun[], name: string): RecordedRun {
  const found =
    name === 'last' ? runs.slice(0, 1) : runs.filter(({ ledger }) => name !== '' && ledger.run.startsWith(name));
  const exact = found.find(({ ledger }) => ledger.run === name);
  if (exact) return exact;
  if (found.length > 1) {
    const ids = found.map(({ ledger }) => ledger.run);
    throw new EsgError(
      `${found.length} runs begin with ${name}: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`,
      {
        code: 'run-ambiguous',
        exitCode: ExitCode.usage,
        hint: 'Write more of the id.',
      },
    );
  }
  const [run] = found;
  if (run) return run;
  checkRecorded(runs);
  throw unknown(`No run recorded in this store matches ${JSON.stringify(name)}`, `List the runs: ${history()}`);
}
