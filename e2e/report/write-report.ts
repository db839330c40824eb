import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@esg-recycler/esg-store';
import { execa } from 'execa';
import { executable, node } from '../support/executables.ts';
import type { ExampleRun } from './example-run.ts';

/** The report of a recorded run, as a user gets it. */
export interface WrittenReport {
  /** The path of the page. */
  file: string;
  remove: () => void;
}

/** Records a run in a store and a run folder, and writes its report with the executable. */
export async function writeReport({ ledger, events }: ExampleRun): Promise<WrittenReport> {
  const folder = mkdtempSync(join(tmpdir(), 'esg-report-'));
  const store = await openStore({ stateDir: folder, cacheDir: folder });
  await store.ledgers.put(ledger.run, ledger);
  await store.close();
  const runFolder = join(folder, 'runs', ledger.run);
  mkdirSync(runFolder, { recursive: true });
  writeFileSync(join(runFolder, 'events.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const { stdout } = await execa(node, [executable('recycle-runner'), 'report', 'last'], {
    cwd: folder,
    extendEnv: false,
    env: { PATH: process.env['PATH'], HOME: folder, ESG_STATE_DIR: folder },
  });
  return { file: stdout, remove: () => rmSync(folder, { recursive: true }) };
}
