import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '@esg-recycler/core';
import { openStore } from '@esg-recycler/esg-store';
import type { SelectedCluster } from '@esg-recycler/spotinst-stateful';
import { expect, it } from '@jest/globals';
import { createPlanReader } from './read-plan.ts';

const settings = { inventory: {} } as Settings;
const cluster = { name: 'kafka', chosen: [{ group: { id: 'sig-1' } }] } as unknown as SelectedCluster;

it('a rollback whose record was removed since is refused before Spot is read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'read-plan-'));
  const store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  const limits = { limit: [], replaceRoot: false, timeoutMs: 1000 };
  const read = createPlanReader({ settings, cluster, store, ...limits, rollback: 'r1' });
  await expect(read({ isBeforeImages: true })).rejects.toMatchObject({
    code: 'run-unknown',
    exitCode: 2,
    message: 'The record of run r1 was removed',
    hint: expect.stringContaining('--image AMI'),
  });
  await store.close();
  rmSync(folder, { recursive: true });
});
