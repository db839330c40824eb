import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HelperPlaybookFiles } from './helper-playbook.ts';

/** Creates a private temporary folder and removes it after use. */
export async function withScratchFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'recycle-runner-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of one helper playbook in a folder. */
export const filesIn = (folder: string): HelperPlaybookFiles => ({
  log: join(folder, 'ansible.log'),
  events: join(folder, 'events.jsonl'),
});

/** Lends the files of one helper playbook. */
export const withScratchFiles = <T>(use: (files: HelperPlaybookFiles) => Promise<T>): Promise<T> =>
  withScratchFolder((folder) => use(filesIn(folder)));
