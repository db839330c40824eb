import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from '@esg-recycler/esg-store';

/** Where one run leaves what people and tools read later: `$ESG_STATE_DIR/runs/<run>`. */
export interface RunFolder {
  path: string;
  /** The file that `ESG_RECYCLER_EVENTS` names. */
  events: string;
  /** Where Ansible's own output of the n-th instance goes. */
  ansibleLog: (n: number, ssi: string) => string;
  /** Writes the copy of the ledger that people read; the one in the store counts. */
  saveLedger: (ledger: Ledger) => void;
  /** Writes an inventory without secrets, for a run whose settings come from the environment alone; returns its path. */
  writeInventory: () => string;
}

/** Makes the folder of a run; nobody but its user can look into it. */
export function createRunFolder(stateDir: string, run: string): RunFolder {
  const path = join(stateDir, 'runs', run);
  mkdirSync(join(path, 'ansible'), { recursive: true, mode: 0o700 });
  const write = (name: string, text: string): string => {
    const file = join(path, name);
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return file;
  };
  return {
    path,
    events: write('events.jsonl', ''),
    ansibleLog: (n, ssi) => join(path, 'ansible', `${n}-${ssi}.log`),
    saveLedger: (ledger) => void write('ledger.json', `${JSON.stringify(ledger, null, 2)}\n`),
    writeInventory: () => write('environment.spotinst_esg.yml', 'plugin: esg_recycler.spotinst.spotinst_esg\n'),
  };
}
