import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';

const usage = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.usage, hint });

/** Whether a run has started an instance or requested another image: there is something to roll back. */
export const hasChanged = ({ instances, before = {} }: Ledger): boolean =>
  instances.some((entry) => entry.before !== undefined) || Object.values(before).some(({ isSet }) => isSet);

const newestFirst = (ledgers: readonly Ledger[]): Ledger[] =>
  ledgers.toSorted((one, other) => other.startedAt.localeCompare(one.startedAt) || other.run.localeCompare(one.run));

/** At most five runs, so that the hint stays short. */
const listOf = (ledgers: readonly Ledger[]): string =>
  newestFirst(ledgers)
    .slice(0, 5)
    .map(({ run, cluster, outcome }) => `${run} (${cluster}, ${outcome ?? 'unfinished'})`)
    .join(', ');

function lastRun(ledgers: readonly Ledger[]): Ledger {
  // Not a rollback: "rollback last" would otherwise undo itself when it is repeated.
  const changed = newestFirst(ledgers.filter((one) => hasChanged(one) && one.rollbackOf === undefined));
  const [last] = changed;
  if (!last) throw usage('run-unknown', 'No run on record has changed anything', 'Nothing needs to be rolled back.');
  const clusters = [...new Set(changed.map(({ cluster }) => cluster))];
  if (clusters.length === 1) return last;
  throw usage(
    'run-ambiguous',
    `"last" is ambiguous: there are runs of ${clusters.length} clusters (${clusters.toSorted().join(', ')})`,
    `Use the id of a run. The last ones: ${listOf(changed)}`,
  );
}

/**
 * Finds a run by its id, a unique prefix of its id, or `last`: the last run that changed anything.
 *
 * @throws EsgError exit code 2: `run-unknown`, `run-ambiguous`
 */
export function findRun(ledgers: readonly Ledger[], name: string): Ledger {
  if (name === 'last') return lastRun(ledgers);
  const exact = ledgers.find(({ run }) => run === name);
  const matches = exact ? [exact] : name === '' ? [] : ledgers.filter(({ run }) => run.startsWith(name));
  const [found] = matches;
  if (found && matches.length === 1) return found;
  if (found)
    throw usage('run-ambiguous', `${matches.length} runs start with ${name}`, `Use one of: ${listOf(matches)}`);
  throw usage(
    'run-unknown',
    `There is no run ${name} in this store`,
    ledgers.length > 0
      ? `The last runs: ${listOf(ledgers)}`
      : `No run is recorded here. Use the machine of the run, or its store (ESG_STATE_DIR, store). To roll to another image: ${commandOf('recycle-runner', 'run --esg GROUP --image AMI')}`,
  );
}

/** The ids of the groups that a run could change. */
export const groupsIn = ({ target, groups }: Ledger): string[] => {
  const planned = Object.keys(target);
  return planned.length > 0 ? planned : groups;
};
