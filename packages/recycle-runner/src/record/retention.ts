import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger, Store } from '@esg-recycler/esg-store';
import { runFiles } from './run-folder.ts';
import { runTime } from './run-id.ts';

/** What is kept of finished runs: the newest ones, and all that are younger than this. */
export const retention = { runs: 100, days: 90 } as const;

type Kept = Pick<Ledger, 'run' | 'startedAt'> & Partial<Pick<Ledger, 'finishedAt' | 'groups'>>;

/**
 * The runs that are no longer kept. Unfinished runs are kept, and so is the last run of each group, because the next run
 * of the group reads it.
 */
export function expiredRuns(runs: readonly Kept[], now: Date): string[] {
  const newestFirst = runs.toSorted((one, other) => other.startedAt.localeCompare(one.startedAt));
  const horizon = new Date(now.getTime() - retention.days * 24 * 3_600_000).toISOString();
  const seen = new Set<string>();
  return newestFirst.flatMap(({ run, startedAt, finishedAt, groups = [] }, index) => {
    const isLast = groups.some((group) => !seen.has(group));
    for (const group of groups) seen.add(group);
    const isKept = index < retention.runs || startedAt >= horizon || finishedAt === undefined || isLast;
    return isKept ? [] : [run];
  });
}

/** The ledger in a run folder, for runs that the store does not know. */
function copyIn(folder: string): Partial<Ledger> | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'ledger.json'), 'utf8')) as Partial<Ledger>;
  } catch {
    return undefined;
  }
}

/** The runs with a folder on this machine. */
function foldersIn(stateDir: string): Kept[] {
  const runs = join(stateDir, 'runs');
  return (existsSync(runs) ? readdirSync(runs) : []).flatMap((run) => {
    const startedAt = runTime(run);
    if (startedAt === undefined) return [];
    const copy = copyIn(runFiles(stateDir, run).folder);
    // A folder without a readable ledger belongs to a run that ended before its plan.
    return [{ run, startedAt, finishedAt: copy ? copy.finishedAt : startedAt, groups: copy?.groups }];
  });
}

/** Deletes the ledgers and run folders that are no longer kept. Best effort: a record too many must not stop a roll. */
export async function removeExpired({ ledgers }: Pick<Store, 'ledgers'>, stateDir: string, now: Date): Promise<void> {
  try {
    const known = (await ledgers.list()).map(({ value }) => value);
    for (const run of expiredRuns(known, now)) await ledgers.delete(run);
    const open = new Set(known.filter(({ finishedAt }) => finishedAt === undefined).map(({ run }) => run));
    for (const run of expiredRuns(foldersIn(stateDir), now)) {
      if (!open.has(run)) rmSync(runFiles(stateDir, run).folder, { recursive: true, force: true });
    }
  } catch {
    // The next run tries again.
  }
}
