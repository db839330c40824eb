import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePrivateFolders, EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import type { HelperPlaybookFiles } from '../ansible/helper-playbook.ts';

/** The record of one run for people and tools: `$ESG_STATE_DIR/runs/<run>`. */
export interface RunFolder {
  path: string;
  /** The file that `ESG_RECYCLER_EVENTS` names. */
  events: string;
  /** The file that `ESG_RECYCLER_STOP` names: once it exists, the processes of this run request no recycle. */
  stop: string;
  /** The folder of the SSH host keys of the new machines, one file for each address. */
  knownHosts: string;
  /** The log of Ansible for the n-th instance. */
  ansibleLog: (n: number, ssi: string) => string;
  /** The files of a helper playbook. */
  helper: (name: string) => HelperPlaybookFiles;
  /** Writes an inventory without secrets for a run that is configured by the environment alone; returns its path. */
  writeInventory: () => string;
}

const folderOf = (stateDir: string, run: string): string => join(stateDir, 'runs', run);

/** The paths of a run, whose folder may be on another machine. */
export const runFiles = (stateDir: string, run: string): { folder: string; events: string; report: string } => {
  const folder = folderOf(stateDir, run);
  return { folder, events: join(folder, 'events.jsonl'), report: join(folder, 'report.html') };
};

/** A full disk, or a folder that cannot be written. A roll that has changed something changes the exit code to 1. */
const unwritable = (error: unknown): EsgError =>
  new EsgError(`Cannot write the record of the run: ${(error as Error).message}`, {
    code: 'state-unwritable',
    exitCode: ExitCode.usage,
    hint: 'Free space on its disk, or set ESG_STATE_DIR to a writable folder. Then run the same command again.',
    cause: error,
  });

/**
 * Does one step of writing a record.
 *
 * @throws EsgError `state-unwritable`, exit code 2
 */
export function recording<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw unwritable(error);
  }
}

/** Replaces the file in one step, so that readers never see half of it. */
export function replaceFile(file: string, text: string): string {
  return recording(() => {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return file;
  });
}

/** Writes a readable copy of a ledger into the folder of its run, if there is one. The store has the original. */
export function copyLedger(stateDir: string, ledger: Ledger): void {
  const folder = folderOf(stateDir, ledger.run);
  if (existsSync(folder)) replaceFile(join(folder, 'ledger.json'), `${JSON.stringify(ledger, null, 2)}\n`);
}

/** Writes an inventory without secrets into a folder; returns its path. */
export const writeInventory = (folder: string): string =>
  replaceFile(join(folder, 'environment.spotinst_esg.yml'), 'plugin: esg_recycler.spotinst.spotinst_esg\n');

/** The log of Ansible after a plan could not check its cluster. A plan leaves no other file. */
export const planLog = (stateDir: string, cluster: string): string =>
  join(stateDir, 'plans', `${encodeURIComponent(cluster)}.log`);

/**
 * Creates the folder of a run; only its user can read it.
 *
 * @throws EsgError `state-unwritable`, exit code 2
 */
export function createRunFolder(stateDir: string, run: string): RunFolder {
  const path = folderOf(stateDir, run);
  recording(() => ensurePrivateFolders(join(path, 'ansible')));
  return {
    path,
    events: replaceFile(join(path, 'events.jsonl'), ''),
    stop: join(path, 'stop'),
    knownHosts: join(path, 'known_hosts'),
    ansibleLog: (n, ssi) => join(path, 'ansible', `${n}-${ssi}.log`),
    helper: (name) => ({
      log: join(path, 'ansible', `${name}.log`),
      events: join(path, 'ansible', `${name}.events.jsonl`),
    }),
    writeInventory: () => writeInventory(path),
  };
}
