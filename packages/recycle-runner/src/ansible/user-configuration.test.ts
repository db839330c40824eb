import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readUserConfiguration } from './user-configuration.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'user-configuration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('names the signal that killed ansible-config', async () => {
  writeFileSync(join(folder, 'ansible-config'), '#!/bin/sh\nkill -KILL $$\n', { mode: 0o700 });
  await expect(readUserConfiguration(join(folder, 'ansible-playbook'), {})).rejects.toMatchObject({
    code: 'ansible-config-invalid',
    exitCode: 2,
    message: 'Ansible cannot read its configuration: ansible-config was killed by SIGKILL',
    hint: expect.stringMatching(/^Run the same command again\. Nothing was changed\./),
  });
});

it('names what is missing', async () => {
  await expect(readUserConfiguration(join(folder, 'ansible-playbook'), {})).rejects.toMatchObject({
    code: 'ansible-config-invalid',
    message: expect.stringMatching(/ENOENT$/),
  });
});
