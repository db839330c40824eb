import { type Ledger, openStore, type Store } from '@esg-recycler/esg-store';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unlock } from './unlock.ts';

const ledgerOf = (run: string, cluster: string, ...groups: string[]): Ledger => ({
  run,
  cluster,
  groups,
  target: {},
  startedAt: '2026-11-28T20:00:00.000Z',
  instances: [],
});

const environment = { ...process.env };
let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unlock-'));
  process.env['ESG_STATE_DIR'] = folder;
  process.env['XDG_CACHE_HOME'] = folder;
  delete process.env['ESG_STORE_URL'];
  delete process.env['ESG_CONFIG'];
  store = await openStore({ stateDir: folder, cacheDir: folder });
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await store.close();
  process.env = { ...environment };
  rmSync(folder, { recursive: true });
});

const put = async (...ledgers: Ledger[]): Promise<void> => {
  for (const ledger of ledgers) await store.ledgers.put(ledger.run, ledger);
};

describe('unlock', () => {
  it('refuses the beginning of an id that means several clusters', async () => {
    await put(ledgerOf('2026-a1', 'kafka', 'sig-1'), ledgerOf('2026-b1', 'zk', 'sig-2'));
    await expect(unlock('2026', {})).rejects.toMatchObject({
      code: 'run-ambiguous',
      exitCode: 2,
      message: '"2026" means runs of several clusters: 2026-a1 (kafka), 2026-b1 (zk)',
    });
    await expect(unlock('2026-a', {})).resolves.toBeUndefined();
  });

  it('accepts a name of one cluster that was renamed', async () => {
    await put(ledgerOf('2026-a1', 'kafka', 'sig-1'), ledgerOf('2026-b1', 'orders', 'sig-1', 'sig-2'));
    await expect(unlock('sig-1', {})).resolves.toBeUndefined();
  });
});
