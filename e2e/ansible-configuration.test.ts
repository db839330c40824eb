import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { python } from './support/executables.ts';
import { localConfig, type RollSite, startRollSite } from './support/roll-site.ts';

const instances = ['ssi-1', 'ssi-2', 'ssi-3'].map((id, index) => ({
  id,
  privateIp: `127.0.1.${81 + index}`,
  imageId: 'ami-old',
}));
const kafka = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
const args = ['--esg', 'sig-kafka', '--limit', 'ssi-1', '--poll-interval', '50ms'];

let site: RollSite;
beforeEach(async () => {
  site = await startRollSite({ groups: [kafka] });
});
afterEach(() => site.stop());

const changes = () => site.simulator.requests.filter(({ method }) => method !== 'GET');
const writeIn = (folder: string, name: string, text: string): string => {
  mkdirSync(join(site.folder, folder), { recursive: true });
  return site.write(join(folder, name), text);
};

/** Encrypts the variables of the group. @returns the file with the password */
async function vaulted(variables = 'esg_recycle_check_count: 1\n'): Promise<string> {
  const password = site.write('password', 'secret\n');
  const file = writeIn('group_vars', 'sig-kafka.yml', variables);
  await execa(python('ansible-vault'), ['encrypt', '--vault-password-file', password, file], {
    env: { LC_ALL: 'C.UTF-8' },
  });
  return password;
}

/** A callback of the user that notes every play. */
const audit = `DOCUMENTATION = """
name: audit_trail
type: aggregate
short_description: Notes every play
description: A stand-in for a report to other systems.
"""
import os
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'aggregate'
    CALLBACK_NAME = 'audit_trail'
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_play_start(self, play):
        with open(os.path.join(os.environ['HOME'], 'audit.log'), 'a') as log:
            log.write(play.get_name() + '\\n')
`;

describe("the user's own configuration of Ansible", () => {
  it('works under the runner, and is overridden where the role needs it', async () => {
    writeIn('callbacks', 'audit_trail.py', audit);
    const password = await vaulted(
      JSON.stringify({
        esg_recycle_health: 'command',
        esg_recycle_health_options: { command: ['/bin/sh', '-c', 'sleep 1.2'] },
        esg_recycle_check_count: 1,
      }),
    );
    const own = site.write(
      'own.cfg',
      '[defaults]\ncallback_plugins = callbacks\ncallbacks_enabled = audit_trail\ndeprecation_warnings = False\n',
    );
    const { exitCode, stderr } = await site.run(args, {
      LANG: undefined,
      LC_ALL: 'C',
      ANSIBLE_CONFIG: own,
      ANSIBLE_COLLECTIONS_PATH: join(site.folder, 'collections'),
      ANSIBLE_INVENTORY_ENABLED: 'yaml,ini',
      ANSIBLE_STDOUT_CALLBACK: 'community.general.yaml',
      ANSIBLE_RUN_TAGS: 'some',
      ANSIBLE_SKIP_TAGS: 'always',
      ANSIBLE_STRATEGY: 'free',
      ANSIBLE_FORKS: '1',
      ANSIBLE_TASK_TIMEOUT: '1',
      ANSIBLE_NO_LOG: 'true',
      ANSIBLE_ENABLE_TASK_DEBUGGER: 'true',
      ANSIBLE_ANY_ERRORS_FATAL: 'true',
      ANSIBLE_GATHERING: 'explicit',
      ANSIBLE_PRIVATE_ROLE_VARS: 'true',
      ANSIBLE_HOST_KEY_CHECKING: 'false',
      ANSIBLE_RETRY_FILES_ENABLED: 'true',
      ANSIBLE_CALLBACK_RESULT_FORMAT: 'yaml',
      ANSIBLE_DISPLAY_OK_HOSTS: 'false',
      ANSIBLE_FORCE_COLOR: 'true',
      ANSIBLE_VERBOSITY: '2',
      ANSIBLE_INVENTORY: join(site.folder, 'no-inventory'),
      ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'false',
      ANSIBLE_LOG_PATH: join(site.folder, 'own.log'),
      ANSIBLE_VAULT_PASSWORD_FILE: password,
      ANSIBLE_BECOME_PASSWORD_FILE: password,
    });
    expect(stderr).toContain('ssi-1  finished');
    expect(stderr).toContain('health check after the recycle passed');
    expect(exitCode).toBe(0);
    expect(readFileSync(join(site.folder, 'own.log'), 'utf8')).toContain('PLAY RECAP');
    const plays = readFileSync(join(site.folder, 'audit.log'), 'utf8').split('\n');
    expect(plays[0]).toBe('Check every instance of a plan');
    expect(plays.length).toBeGreaterThan(2);
  });

  it('is the one in the current folder if it exists', async () => {
    writeIn('callbacks', 'audit_trail.py', audit);
    site.write('ansible.cfg', '[defaults]\ncallback_plugins = callbacks\ncallbacks_enabled = audit_trail\n');
    expect(await site.run(['plan', ...args])).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(site.folder, 'audit.log'))).toBe(true);
  });

  it('is refused in the words of Ansible when it cannot be read', async () => {
    const broken = site.write('broken.cfg', 'no section = here\n');
    const { exitCode, stderr } = await site.run(['plan', ...args], { ANSIBLE_CONFIG: broken });
    expect(stderr).toMatch(/Ansible cannot read its configuration: .*section/i);
    expect(exitCode).toBe(2);
  });
});

describe('what ends Ansible before its first task', () => {
  it('is reported with its last words and the log, as a settings error', async () => {
    const password = await vaulted();
    for (const command of ['plan', 'run']) {
      const { exitCode, stdout, stderr } = await site.run([command, ...args]);
      const said = stdout + stderr;
      expect(said).toMatch(/Cannot check the cluster: ansible-playbook failed \(exit code 4\): .*vault/i);
      expect(said).toContain('-- --vault-password-file FILE');
      const [, log = ''] = said.match(/Full log: (\S+\.log)/) ?? [];
      expect(readFileSync(log, 'utf8')).toMatch(/vault/i);
      expect(exitCode).toBe(2);
    }
    expect(changes()).toEqual([]);
    const opened = await site.run(['plan', ...args, '--', '--vault-password-file', password]);
    expect(opened.exitCode).toBe(0);
  });

  it('is named with its file and line when it is a syntax error in group_vars', async () => {
    const file = writeIn('group_vars', 'sig-kafka.yml', 'esg_recycle_health: {tcp\nother: [\n');
    const { exitCode, stderr } = await site.run(['plan', ...args]);
    expect(stderr).toContain(`YAML parsing failed: ${file}:`);
    expect(exitCode).toBe(2);
  });

  it('is refused before the lease when it is a prompt for a password', async () => {
    const { exitCode, stderr } = await site.run(args, { ANSIBLE_ASK_VAULT_PASS: 'true' });
    expect(stderr).toContain('cannot prompt: ask_vault_pass is set by env: ANSIBLE_ASK_VAULT_PASS');
    expect(stderr).toContain('ANSIBLE_VAULT_PASSWORD_FILE=FILE');
    expect(exitCode).toBe(2);
    expect(site.runs()).toEqual([]);
  });

  it.each([['--check'], ['--list-hosts'], ['--ask-vault-pass']])(
    'is refused before anything is read when it is %s behind --',
    async (argument) => {
      const { exitCode, stderr } = await site.run([...args, '--', argument]);
      expect(stderr).toContain(`-- ${argument}: `);
      expect(exitCode).toBe(2);
      expect(site.simulator.requests).toEqual([]);
    },
  );
});

describe('a constructed inventory beside the config file', () => {
  it('makes groups whose variables say how the cluster is checked', async () => {
    site.write('site.spotinst_esg.yml', localConfig);
    site.write(
      'constructed.yml',
      "plugin: constructed\nstrict: true\ngroups:\n  brokers: spotinst_esg_name == 'kafka'\n",
    );
    writeIn(
      'group_vars',
      'brokers.yml',
      JSON.stringify({ esg_recycle_health: 'command', esg_recycle_health_options: { command: ['/bin/true'] } }),
    );
    const { exitCode, stdout } = await site.run(['plan', ...args]);
    expect(stdout).toContain('health check command: ');
    expect(stdout).not.toContain('no-cluster-gate');
    expect(exitCode).toBe(0);
  });
});
