import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ledger, openStore, type Store } from '@esg-recycler/esg-store';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnsibleSetup } from '../ansible/command.ts';
import { restoreCluster } from '../ansible/restore-cluster.ts';
import { filesIn } from '../ansible/scratch-files.ts';
import { recoverInterruptedRun } from './recover-interrupted-run.ts';

let folder: string;
let store: Store;
let setup: AnsibleSetup;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interrupted-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Replaces ansible-playbook: records its arguments, writes one event, and ends. */
function playbookThat(event: object, exitCode: number): void {
  const file = join(folder, 'ansible-playbook');
  const line = JSON.stringify(event).replaceAll("'", '');
  writeFileSync(
    file,
    `#!/bin/sh\necho "$@ $ESG_RECYCLER_LEASE" >> ${folder}/arguments\necho '${line}' >> "$ESG_RECYCLER_EVENTS"\necho 'no route to host'\nexit ${exitCode}\n`,
    { mode: 0o700 },
  );
  setup = {
    repository: {
      root: '/r',
      collection: '/r/ansible',
      playbook: '/r/recycle.yml',
      checkPlaybook: '/r/check.yml',
      restorePlaybook: '/r/restore.yml',
      ansibleConfig: '/r/a.cfg',
    },
    ansiblePlaybook: file,
    environment: {},
    inventories: ['/c/demo.spotinst_esg.yml'],
    userArguments: [],
    groups: ['sig-1', 'sig-2'],
  };
}
const reported = (): string[] => {
  try {
    return readFileSync(join(folder, 'arguments'), 'utf8').trim().split('\n');
  } catch {
    return [];
  }
};
const restored = { event: 'runner_on_ok', event_data: { task_action: 'x.instance_roller', changed: true } };
const failed = { event: 'runner_on_failed', event_data: { task: 'Restore the cluster', msg: 'no response' } };

const ledger = (run: string, change: Partial<Ledger>): Promise<void> =>
  store.ledgers.put(run, {
    run,
    cluster: 'search',
    groups: ['sig-1', 'sig-2'],
    target: {},
    gate: 'opensearch',
    startedAt: `2026-11-23T0${run}:00:00.000Z`,
    instances: [{ ssi: 'ssi-2', group: 'sig-2', address: null, state: 'interrupted' }],
    ...change,
  });

describe('recoverInterruptedRun', () => {
  it('restores the cluster after an interrupted instance, under the lease', async () => {
    playbookThat(restored, 0);
    await ledger('1', {});
    await recoverInterruptedRun(setup, store, 'lease-token');
    expect(reported()).toEqual([expect.stringMatching(/"esg":\["sig-2","sig-1"\]\} \/r\/restore.yml lease-token$/)]);
  });

  it.each<[string, Partial<Ledger>]>([
    ['finished all instances', { instances: [{ ssi: 'ssi-2', group: 'sig-2', address: null, state: 'recycled' }] }],
    ['had no health check', { gate: undefined }],
    ['was about another cluster', { groups: ['sig-9'] }],
  ])('changes nothing when the last run %s', async (_, change) => {
    playbookThat(restored, 0);
    await ledger('2', change);
    if (!change.groups) await ledger('1', {});
    await recoverInterruptedRun(setup, store, 'lease-token');
    expect(reported()).toEqual([]);
  });

  it('refuses a run that cannot restore the cluster, and names the command', async () => {
    playbookThat(failed, 2);
    await ledger('1', {});
    await expect(recoverInterruptedRun(setup, store, 'lease-token')).rejects.toMatchObject({
      code: 'restore-failed',
      exitCode: 3,
      message: expect.stringContaining('Restore the cluster: no response'),
      hint: expect.stringContaining('recycle-runner recover --esg sig-2'),
    });
  });
});

describe('restoreCluster', () => {
  it('reports whether it changed anything', async () => {
    playbookThat(restored, 0);
    expect(await restoreCluster(setup, 'sig-1', 'lease', filesIn(folder))).toEqual({ changed: true });
  });

  it('returns the last line of Ansible when no event explains its end', async () => {
    playbookThat({ event: 'playbook_on_stats' }, 4);
    expect(await restoreCluster(setup, 'sig-1', 'lease', filesIn(folder))).toEqual({
      changed: false,
      problem: expect.stringMatching(/\(exit code 4\): no route to host$/),
    });
  });
});
