import { dirname, join } from 'node:path';
import { docsFolder } from './docs-folder.ts';

/** Whether a folder is part of the npm package or of an installed collection, and not of a clone. */
const isInstalled = (folder: string): boolean => /[/\\](?:node_modules|ansible_collections)[/\\]/.test(folder);

/**
 * A runbook as a person can open it: its absolute path where the documentation is installed with the executable, else
 * its path in the repository.
 */
export function runbookPlace(runbook: string, from?: string): string {
  const docs = docsFolder(from);
  return docs !== undefined && isInstalled(docs) ? join(dirname(docs), runbook) : runbook;
}
