import { afterEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type AnsibleSite, cachedConfig, localConfig, startAnsibleSite } from './support/ansible-site.ts';
import { repository } from './support/executables.ts';

const secret = 'the-secret-of-this-test';
const scenario = {
  organizations: [{ tokens: [secret, 'another-good-token'], accounts: ['act-123'] }],
  groups: [{ id: 'sig-1', name: 'one', instances: [{ id: 'ssi-1', privateIp: '10.0.0.1' }] }],
};

let site: AnsibleSite;
afterEach(() => site.stop());

const list = (args: readonly string[] = [], env = {}) => site.run('ansible-inventory', ['--list', ...args], { env });
const configure = (text: string) => site.write('site.spotinst_esg.yml', text);
const withoutToken = { SPOTINST_API_TOKEN: undefined };

describe('the inventory plugin', () => {
  it('says what is wrong with a token, and does not tell it', async () => {
    site = await startAnsibleSite(scenario);
    const { exitCode, output } = await list([], { SPOTINST_API_TOKEN: 'wrong-token' });
    expect(exitCode).not.toBe(0);
    expect(output).toContain('the token is wrong');
    expect(output).toContain('SPOTINST_API_TOKEN');
    expect(output).not.toMatch(/Traceback|wrong-token/);
  });

  it('names the setting that is missing', async () => {
    site = await startAnsibleSite(scenario);
    const { exitCode, output } = await list([], withoutToken);
    expect(exitCode).not.toBe(0);
    expect(output).toContain('spotinst_api_token is not set');
  });

  it('refuses an unknown option and names the one that was meant', async () => {
    site = await startAnsibleSite(scenario);
    configure(`${localConfig}spotinst_acount_id: act-123\n`);
    const { exitCode, output } = await list();
    expect(exitCode).not.toBe(0);
    expect(output).toContain('unknown option "spotinst_acount_id". Did you mean "spotinst_account_id"?');
    expect(site.simulator.requests).toEqual([]);
  });

  it('says which Node it found when that is too old', async () => {
    site = await startAnsibleSite(scenario);
    const old = site.write('node', '#!/bin/sh\necho v20.1.0\n');
    chmodSync(old, 0o700);
    const { exitCode, output } = await list([], { ESG_RECYCLER_NODE: old });
    expect(exitCode).not.toBe(0);
    expect(output).toContain(`${old} is Node v20.1.0, which is too old. Install Node 24 or newer`);
  });

  it('takes a token from a template', async () => {
    site = await startAnsibleSite(scenario);
    configure(`${localConfig}spotinst_api_token: "{{ lookup('ansible.builtin.env', 'MY_TOKEN') }}"\n`);
    expect(await list([], { ...withoutToken, MY_TOKEN: secret })).toMatchObject({ exitCode: 0 });
  });

  it('takes a token from a vault, and so does the role', async () => {
    site = await startAnsibleSite(scenario);
    const vault = ['--vault-password-file', site.write('password', 'vault password')];
    const { stdout } = await site.run('ansible-vault', [
      'encrypt_string',
      ...vault,
      secret,
      '--name',
      'spotinst_api_token',
    ]);
    configure(`${localConfig}${stdout}\n`);
    expect(await list(vault, withoutToken)).toMatchObject({ exitCode: 0 });
    const playbook = [join(repository, 'ansible/playbooks/recycle.yml'), '-e', 'esg=sig-1', '--check', '-vvvv'];
    const { exitCode, output } = await site.run('ansible-playbook', [...vault, ...playbook], { env: withoutToken });
    expect(exitCode).toBe(0);
    expect(output).not.toContain(secret);
  });

  it('answers from its cache without a request, until it is flushed', async () => {
    site = await startAnsibleSite(scenario);
    configure(cachedConfig(site));
    // The store's own cache would hide what Ansible's does.
    const countFor = async (args: readonly string[] = [], env = {}) => {
      const before = site.simulator.requests.length;
      const { exitCode, stdout } = await list(args, { ESG_STORE_URL: 'memory:', ...env });
      return { exitCode, stdout, count: site.simulator.requests.length - before };
    };
    const cold = await countFor();
    expect(cold).toMatchObject({ exitCode: 0, count: 2 });
    expect(await countFor()).toEqual({ ...cold, count: 0 });
    expect(await countFor(['--flush-cache'])).toEqual(cold);
    expect(await countFor()).toMatchObject({ count: 0 });
    expect(await countFor([], { SPOTINST_API_TOKEN: 'another-good-token' })).toMatchObject({ count: 2 });
  });

  it('never renders what Spot says, be it a name, a tag or what is composed of them', async () => {
    const sprung = join(mkdtempSync(join(tmpdir(), 'esg-trap-')), 'sprung');
    const trap = `{{ lookup('ansible.builtin.pipe', 'touch ${sprung}') }}`;
    const tags = [
      { tagKey: 'role', tagValue: trap },
      { tagKey: trap, tagValue: 'x' },
    ];
    site = await startAnsibleSite({
      groups: [
        {
          id: 'sig-1',
          name: trap,
          group: { compute: { launchSpecification: { tags } } },
          instances: [{ privateIp: '10.0.0.1' }],
        },
      ],
    });
    configure(`${cachedConfig(site)}  copied: spotinst_esg_tags.role ~ spotinst_esg_name
keyed_groups:
  - key: spotinst_esg_tags.role
groups:
  trapped: "'lookup' in spotinst_esg_name"
`);
    const show = site.write(
      'show.yml',
      JSON.stringify([
        {
          hosts: 'trapped',
          gather_facts: false,
          tasks: ['hostvars[inventory_hostname]', 'groups', 'group_names', 'spotinst_esg_tags', 'copied'].map(
            (name) => ({
              'ansible.builtin.debug': { msg: `{{ ${name} }}` },
            }),
          ),
        },
      ]),
    );
    for (const state of ['cold', 'cached']) {
      const { exitCode, output } = await site.run('ansible-playbook', [show]);
      expect([state, exitCode]).toEqual([state, 0]);
      expect(output.split(`touch ${sprung}`).length).toBeGreaterThan(6);
    }
    expect(existsSync(sprung)).toBe(false);
    rmSync(dirname(sprung), { recursive: true });
  });
});
