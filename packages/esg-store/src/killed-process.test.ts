import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { openStateFile } from './state-file.ts';
import { createSqliteBackend } from './state/sqlite-backend.ts';
import { expectSound } from './testing/expect-sound.ts';
import { deskOn, operations, snapshotOf } from './testing/operations.ts';
import { createWorkbench, type Workbench } from './testing/processes.ts';

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.clean());

/** Kills a process before a statement of its operation. @returns the number of statements, if it finished instead */
async function strike(operation: string, statement?: number): Promise<number | undefined> {
  const file = join(bench.dir, `${statement ?? 'all'}.sqlite`);
  const stateFile = await openStateFile(file);
  const state = createSqliteBackend(stateFile);
  const { prepare, perform } = operations[operation]!;
  const desk = deskOn(state);
  await prepare?.(desk);
  const before = await snapshotOf(state);
  const worker = bench.worker('dieBefore', { file, operation, lease: desk.lease, statement });
  const statements = await worker.read<number>().catch(() => undefined);
  await worker.kill();

  const between = await snapshotOf(state);
  await perform(desk);
  const after = await snapshotOf(state);
  expect(between.content).toEqual((statements === undefined ? before : after).content);
  expectSound(before, between, after);
  const integrity = stateFile.read((db) => db.prepare('PRAGMA integrity_check').get());
  expect(integrity).toEqual({ integrity_check: 'ok' });
  await state.close();
  return statements;
}

it.each(['taking over an expired lease', 'renewing a lease', 'releasing a lease', 'deleting an intent'])(
  'a process killed while %s on SQLite has done all or nothing',
  async (operation) => {
    const statements = (await strike(operation))!;
    expect(statements).toBeGreaterThan(2);
    for (let statement = 1; statement <= statements; statement += 1)
      expect(await strike(operation, statement)).toBeUndefined();
  },
  60_000,
);
