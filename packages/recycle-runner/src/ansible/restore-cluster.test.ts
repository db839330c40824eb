import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restoreCluster } from './restore-cluster.ts';
import { filesIn } from './scratch-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-restore-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Replaces ansible-playbook: one task fails. */
const failing = (event_data: object): string => {
  const event = JSON.stringify({ uuid: 'u', created: '', event: 'runner_on_failed', event_data });
  const file = join(folder, 'ansible-playbook');
  writeFileSync(file, `#!/bin/sh\necho '${event}' > "$ESG_RECYCLER_EVENTS"\nexit 2\n`);
  chmodSync(file, 0o700);
  return file;
};

it('reports why the cluster was not restored and what to do, each once', async () => {
  const failure = {
    task: 'r : Restore the cluster',
    message: 'It is gone',
    msg: 'It is gone. Find it.',
    code: 'restore-failed',
    hint: 'Find it',
    exit_code: 1,
  };
  const setup = {
    repository: { root: '/r', collection: '/r/ansible', playbook: 'recycle.yml', checkPlaybook: 'check.yml', restorePlaybook: 'restore.yml', ansibleConfig: 'ansible.cfg' },
    ansiblePlaybook: failing(failure),
    environment: {},
    inventories: ['x'],
    userArguments: [],
    groups: ['sig-1'],
  };
  expect(await restoreCluster(setup, 'sig-1', 'lease', filesIn(folder))).toEqual({
    changed: false,
    problem: 'Restoring the cluster failed: It is gone. Find it.',
  });
});
