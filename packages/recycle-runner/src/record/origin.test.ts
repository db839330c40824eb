import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { originOf } from './origin.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-origin-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('originOf', () => {
  it('names user, host, command line and versions', () => {
    mkdirSync(join(folder, 'lib/python3.13/site-packages/ansible_core-2.19.14.dist-info'), { recursive: true });
    const origin = originOf({ ansiblePlaybook: join(folder, 'bin/ansible-playbook'), argv: ['--yes'], env: {} });
    expect(origin).toEqual({
      user: userInfo().username,
      host: hostname(),
      command: 'recycle-runner --yes',
      versions: { recycler: expect.any(String), node: process.versions.node, ansible: '2.19.14' },
    });
  });

  it('names the user behind sudo', () =>
    expect(originOf({ ansiblePlaybook: folder, argv: [], env: { SUDO_USER: 'alice' } }).sudoUser).toBe('alice'));

  it('has no secret of the environment or the settings', () => {
    const argv = ['--', '-e', 'x=from-env', '-e', 'y=from-config'];
    const env = { SPOTINST_API_TOKEN: 'from-env' };
    expect(originOf({ ansiblePlaybook: folder, argv, env, secrets: ['from-config'] }).command).toBe(
      'recycle-runner -- -e x=*** -e y=***',
    );
  });

  it('leaves out the version of an Ansible that it cannot find', () =>
    expect(originOf({ ansiblePlaybook: folder, argv: [], env: {} }).versions).not.toHaveProperty('ansible'));
});
