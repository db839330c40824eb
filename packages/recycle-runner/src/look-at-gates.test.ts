import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { candidateOf } from './fixtures.ts';
import { lookAtGates } from './look-at-gates.ts';
import { planRoll } from './plan.ts';
import { filesIn } from './scratch-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-look-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const setup = {
  repository: { root: '/r', playbook: 'recycle.yml', restorePlaybook: 'restore.yml', ansibleConfig: 'ansible.cfg' },
  ansiblePlaybook: '/bin/true',
  inventory: 'x',
  userArguments: [],
  groups: ['sig-1'],
  replaceRoot: false,
  overrides: [],
  timeoutMs: 1000,
  pollIntervalMs: 1000,
};
const planned = (...due: boolean[]) =>
  planRoll(due.map((each, index) => candidateOf({ ssi: `ssi-${index + 1}`, due: each })));

it.each([
  [[true, true, false], ['looking at the gates of 2 instances…']],
  [[true], ['looking at the gate of 1 instance…']],
  [[false], []],
])('says that it looks, for it takes a while: %j', async (due, expected) => {
  const notes: string[] = [];
  const note = (line: string): void => void notes.push(line);
  await lookAtGates(setup, { cluster: 'kafka', planned: planned(...due) }, () => filesIn(folder), { note });
  expect(notes).toEqual(expected);
});

it('refuses an override where no gate asks the cluster, for there is no rule to speak for', async () => {
  const overriding = { ...setup, overrides: [{ rule: 'in-sync', reason: 'a test' }] };
  const look = lookAtGates(overriding, { cluster: 'kafka', planned: planned(true) }, () => filesIn(folder));
  await expect(look).rejects.toMatchObject({ code: 'override-unused', message: expect.stringContaining('no rule to') });
});
