import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { hasChanged } from './changed.ts';

interface Run {
  ledger: Ledger;
  outcome: string;
}

const usage = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.usage, hint });

const described = ({ ledger: { run, cluster }, outcome }: Run): string => `${run} (${cluster}, ${outcome})`;

/**
 * The run that `rollback last` means: the newest one that changed anything and is not a rollback. Otherwise a repeated
 * `rollback last` would undo itself.
 *
 * @param runs the newest first
 * @throws EsgError exit code 2: `run-unknown`; `run-ambiguous` while several clusters have such runs
 */
export function lastRun<R extends Run>(runs: readonly R[]): R {
  const changed = runs.filter(({ ledger }) => hasChanged(ledger) && ledger.rollbackOf === undefined);
  const [last] = changed;
  if (!last) throw usage('run-unknown', 'No recorded run has changed anything', 'Nothing needs to be rolled back.');
  const clusters = [...new Set(changed.map(({ ledger }) => ledger.cluster))];
  if (clusters.length === 1) return last;
  throw usage(
    'run-ambiguous',
    `"last" is ambiguous: there are runs of ${clusters.length} clusters (${clusters.toSorted().join(', ')})`,
    `Name the run: ${commandOf('recycle-runner', 'rollback RUN')}. The last ones: ${changed.slice(0, 5).map(described).join(', ')}`,
  );
}
