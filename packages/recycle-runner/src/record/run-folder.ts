import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from '@esg-recycler/esg-store';
import type { HelperPlaybookFiles } from '../ansible/helper-playbook.ts';

/** Where one run leaves what people and tools read later: `$ESG_STATE_DIR/runs/<run>`. */
export interface RunFolder {
  path: string;
  /** The file that `ESG_RECYCLER_EVENTS` names. */
  events: string;
  /** The folder of the SSH host keys that are learned on the way, a file an address. */
  knownHosts: string;
  /** Where Ansible's own output of the n-th instance goes. */
  ansibleLog: (n: number, ssi: string) => string;
  /** Where a playbook that recycles nothing leaves what it says. */
  helper: (name: string) => HelperPlaybookFiles;
  /** Writes an inventory without secrets, for a run whose settings come from the environment alone; returns its path. */
  writeInventory: () => string;
}

const folderOf = (stateDir: string, run: string): string => join(stateDir, 'runs', run);

/** Never seen half written. */
function write(file: string, text: string): string {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return file;
}

/** Writes the copy of a ledger that people read, if its run has a folder; the ledger in the store counts. */
export function copyLedger(stateDir: string, ledger: Ledger): void {
  const folder = folderOf(stateDir, ledger.run);
  if (existsSync(folder)) write(join(folder, 'ledger.json'), `${JSON.stringify(ledger, null, 2)}\n`);
}

/** Writes an inventory without secrets into a folder; returns its path. */
export const writeInventory = (folder: string): string =>
  write(join(folder, 'environment.spotinst_esg.yml'), 'plugin: esg_recycler.spotinst.spotinst_esg\n');

/** Where the log of Ansible is kept when a plan, which leaves nothing else behind, could not check its cluster. */
export const planLog = (stateDir: string, cluster: string): string =>
  join(stateDir, 'plans', `${encodeURIComponent(cluster)}.log`);

/** Makes the folder of a run; nobody but its user can look into it. */
export function createRunFolder(stateDir: string, run: string): RunFolder {
  const path = folderOf(stateDir, run);
  mkdirSync(join(path, 'ansible'), { recursive: true, mode: 0o700 });
  return {
    path,
    events: write(join(path, 'events.jsonl'), ''),
    knownHosts: join(path, 'known_hosts'),
    ansibleLog: (n, ssi) => join(path, 'ansible', `${n}-${ssi}.log`),
    helper: (name) => ({
      log: join(path, 'ansible', `${name}.log`),
      events: join(path, 'ansible', `${name}.events.jsonl`),
    }),
    writeInventory: () => writeInventory(path),
  };
}
