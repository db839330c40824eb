import { commandOf, EsgError, ExitCode, printJson } from '@esg-recycler/core';
import type { Ledger, Lease, Store } from '@esg-recycler/esg-store';
import { type KnownRun, knownRuns, runsNamed } from '../control/known-runs.ts';
import { operatorOf } from '../control/operator.ts';
import { runNameOf, type RunNameArguments } from '../control/run-name.ts';
import { lockedBy } from '../cluster/roll-under-way.ts';
import { markInterrupted } from '../record/ledger.ts';
import { copyLedger } from '../record/run-folder.ts';
import { withStore } from './with-store.ts';

const describe = ({ groups, owner, acquiredAt }: Lease, run: Ledger | undefined): string =>
  `${groups.join(', ')}: process ${owner.pid} on ${owner.host}, since ${new Date(acquiredAt).toISOString()}${run ? `, run ${run.run}` : ''}`;

/** Whether all runs are of one cluster, which may have been renamed: it then keeps its groups. */
function isOneCluster(runs: readonly KnownRun[]): boolean {
  const last = runs.at(-1)?.ledger;
  return runs.every(
    ({ ledger }) => ledger.cluster === last?.cluster || ledger.groups.some((id) => last?.groups.includes(id)),
  );
}

/**
 * The groups that a name means: of a run, of a cluster that was rolled, or the id of a locked group.
 *
 * @throws EsgError `run-ambiguous`, exit code 2, when the name means several clusters
 */
async function groupsNamed(store: Store, runs: readonly KnownRun[], name: string): Promise<string[]> {
  const named = runsNamed(runs, name);
  if (!isOneCluster(named)) {
    const lastOf = new Map(named.map(({ ledger }) => [ledger.cluster, ledger.run]));
    const listed = [...lastOf].map(([cluster, run]) => `${run} (${cluster})`).join(', ');
    throw new EsgError(`${JSON.stringify(name)} means runs of several clusters: ${listed}`, {
      code: 'run-ambiguous',
      exitCode: ExitCode.usage,
      hint: 'Name one of them by its id.',
    });
  }
  if (named.length > 0) return [...new Set(named.flatMap(({ ledger }) => ledger.groups))];
  const leases = await store.leases.show([name]);
  return leases.flatMap(({ groups }) => groups);
}

/** The end of a run that did not record it: it was interrupted, and who removed its lease. */
async function closeRun(store: Store, stateDir: string, { run }: Ledger, by: string): Promise<void> {
  const now = new Date();
  await store.ledgers.update(run, (ledger) =>
    ledger && ledger.finishedAt === undefined
      ? { ...markInterrupted(ledger, now), unlocked: { by, at: now.toISOString() } }
      : undefined,
  );
  const closed = await store.ledgers.get(run);
  if (closed) copyLedger(stateDir, closed);
}

/** Removes the lease of a process that has ended, and records that. A lease of a live process is refused. */
export async function unlock(name: string | undefined, given: RunNameArguments): Promise<void> {
  const wanted = runNameOf(name, given);
  if (wanted === undefined)
    throw new EsgError('No cluster is given', {
      code: 'selection-invalid',
      exitCode: ExitCode.usage,
      hint: 'Use unlock RUN, or unlock --esg GROUP.',
    });
  await withStore(given.config, async ({ store, stateDir }) => {
    const runs = await knownRuns(store);
    const groups = await groupsNamed(store, runs, wanted);
    if (groups.length === 0)
      throw new EsgError(`No run and no lease is recorded for ${JSON.stringify(wanted)} in this store`, {
        code: 'run-unknown',
        exitCode: ExitCode.usage,
        hint: `List the runs and leases: ${commandOf('recycle-runner', 'status')}`,
      });
    const leases = await store.leases.show(groups);
    const runOf = ({ number }: Lease): KnownRun | undefined => runs.find(({ lease }) => lease?.number === number);
    const removed = await store.leases.clear(groups).catch((error: unknown) => {
      const live = leases.find(({ isGood }) => isGood) ?? leases[0];
      const run = live && runOf(live);
      if (!(error instanceof EsgError) || error.code !== 'lease-live' || !live) throw error;
      throw lockedBy(run?.ledger.cluster ?? wanted, error, { lease: live, ledger: run?.ledger, status: run?.status });
    });
    const by = operatorOf();
    for (const lease of removed) {
      const ledger = runOf(lease)?.ledger;
      if (ledger) await closeRun(store, stateDir, ledger, by);
    }
    const texts = removed.map((lease) => `Removed the lease of ${describe(lease, runOf(lease)?.ledger)}`);
    if (given.json)
      printJson({ groups, removed: removed.map((lease) => ({ ...lease, run: runOf(lease)?.ledger.run })) });
    else process.stdout.write(`${texts.length > 0 ? texts.join('\n') : `No lease is recorded for ${wanted}.`}\n`);
  });
}
