import { afterEach, describe, expect, it } from '@jest/globals';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { type AnsibleSite, cachedConfig, localConfig, startAnsibleSite } from './support/ansible-site.ts';
import { repository } from './support/executables.ts';

const secret = 'the-secret-of-this-test';
const scenario = {
  organizations: [{ tokens: [secret], accounts: ['act-123'] }],
  groups: [{ id: 'sig-1', name: 'one', instances: [{ id: 'ssi-1', privateIp: '10.0.0.1' }] }],
};

let site: AnsibleSite;
afterEach(() => site.stop());

const list = (args: readonly string[] = [], env = {}) => site.run('ansible-inventory', ['--list', ...args], { env });
const configure = (text: string) => site.write('site.spotinst_esg.yml', text);
const withoutToken = { SPOTINST_API_TOKEN: undefined };

describe('the inventory plugin', () => {
  it('reports a wrong token without printing it', async () => {
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

  it('names the version of a Node that is too old', async () => {
    site = await startAnsibleSite(scenario);
    const old = site.write('node', '#!/bin/sh\necho v20.1.0\n');
    chmodSync(old, 0o700);
    const { exitCode, output } = await list([], { ESG_RECYCLER_NODE: old });
    expect(exitCode).not.toBe(0);
    expect(output).toContain(`${old} is Node v20.1.0, which is too old. Install Node 22.16 or newer`);
  });

  it('takes a token from a template', async () => {
    site = await startAnsibleSite(scenario);
    configure(`${localConfig}spotinst_api_token: "{{ lookup('ansible.builtin.env', 'MY_TOKEN') }}"\n`);
    expect(await list([], { ...withoutToken, MY_TOKEN: secret })).toMatchObject({ exitCode: 0 });
  });

  it('takes from -e what its templates leave open', async () => {
    site = await startAnsibleSite(scenario);
    configure(`${localConfig}filters: {id: "{{ wanted }}"}\n`);
    expect(await list(['-e', 'wanted=sig-1'])).toMatchObject({ exitCode: 0 });
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
    const { output: locked } = await list([], withoutToken);
    expect(locked).toMatch(/spotinst_api_token cannot be read: .*no vault secrets found/);
    expect(locked).not.toContain('a bug');
    const playbook = [join(repository, 'ansible/playbooks/recycle.yml'), '-e', 'esg=sig-1', '--check', '-vvvv'];
    const { exitCode, output } = await site.run('ansible-playbook', [...vault, ...playbook], { env: withoutToken });
    expect(exitCode).toBe(0);
    expect(output).not.toContain(secret);
  });

  it('reads Spot again with --flush-cache', async () => {
    site = await startAnsibleSite(scenario);
    configure(cachedConfig(site));
    // The store's own cache would hide what Ansible's does.
    const withoutStore = { ESG_STORE_URL: 'memory:' };
    const countFor = async (args: readonly string[] = []) => {
      const before = site.simulator.requests.length;
      const { exitCode, stdout } = await list(args, withoutStore);
      return { exitCode, stdout, count: site.simulator.requests.length - before };
    };
    const cold = await countFor();
    expect(cold).toMatchObject({ exitCode: 0, count: 2 });
    expect(await countFor()).toEqual({ ...cold, count: 0 });
    expect(await countFor(['--flush-cache'])).toEqual(cold);
  });

  it('gives every host a unique name that Ansible and ssh accept', async () => {
    const names = ['twin', 'twin', 'sig-0', '10.0.0.1', 'localhost', '-oProxyCommand=x', 'good', ''];
    site = await startAnsibleSite({
      groups: names.map((name, index) => ({
        id: `sig-${index}`,
        group: {
          compute: {
            launchSpecification: { tags: [{ tagKey: 'Name', tagValue: name }].filter(({ tagValue }) => tagValue) },
          },
        },
        instances: [{ id: `ssi-${index}`, privateIp: `10.0.0.${index}` }],
      })),
    });
    configure(`${localConfig}hostnames: [spotinst_esg_tags.Name]\n`);
    const { stdout, output } = await list();
    const {
      _meta: { hostvars },
      ...groups
    } = JSON.parse(stdout);
    expect(names.flatMap((_, index) => groups[`sig-${index}`].hosts)).toEqual(
      names.map((name, index) => (name === 'good' ? name : `10.0.0.${index}`)),
    );
    // Ansible's way to show what is data.
    expect(hostvars.good.ansible_host).toEqual({ __ansible_unsafe: '10.0.0.6' });
    expect(output).toMatch(/'twin' is the name of several instances\. Default name kept for: 10\.0\.0\.0, 10\.0\.0\.1/);
    expect(output).toMatch(
      /'sig-0' is the name of a group or of another instance\. Default name kept for: 10\.0\.0\.2/,
    );
    expect(output).toMatch(
      /'10\.0\.0\.1' is the name of a group or of another instance\. Default name kept for: 10\.0\.0\.3/,
    );
    expect(output).toMatch(/'localhost' is reserved by Ansible\. Default name kept for: 10\.0\.0\.4/);
    expect(output).toMatch(
      /'-oProxyCommand=x' begins with a dash, which ssh would read as an option\. Default name kept for: 10\.0\.0\.5/,
    );
  });

  it.each([
    ['hostnames: ["tag:Name"]', 'hostnames: "tag:Name" fails for 10.0.0.1', 'Use host variables, such as'],
    ['hostnames: [spotinst_devices]', 'hostnames: "spotinst_devices" is not a string for 10.0.0.1', 'returns a string'],
    ['hostnames: [{prefix: a}]', 'is neither an expression nor a mapping with a "name"', 'ansible-doc'],
    ['hostnames: [{name: a, sep: b}]', 'has the unknown key "sep"', '"name", "prefix" and "separator"'],
    ['connect_with: public_ip', '"public_ip" is not requested', 'add want_status: true or want_ec2_details: true'],
    ['connect_with: vpn', 'connect_with', 'private_ip'],
    ['strict: true\nkeyed_groups: [{key: no_such}]', 'no_such', '10.0.0.1'],
    [
      'strict: true\nwant_status: true\nconnect_with: public_ip',
      'none of public_ip is set for 10.0.0.1',
      'Add another',
    ],
    ['filters: {nam: x}', 'site.spotinst_esg.yml: filters: unknown filter "nam"', 'Did you mean "name"?'],
    ['strict_permissions: fales', "strict_permissions: 'fales' is not a boolean", 'Use true or false'],
    ['cache: yess', "cache: 'yess' is not a boolean", 'Use true or false'],
    ['regions: "{{ nowhere }}"', 'site.spotinst_esg.yml: regions cannot be read', "'nowhere' is undefined"],
  ])('refuses %j with the reason and what to do', async (text, why, what) => {
    site = await startAnsibleSite(scenario);
    configure(`${localConfig}${text}\n`);
    const { exitCode, output } = await list();
    expect(exitCode).not.toBe(0);
    expect(output).toContain(why);
    expect(output).toContain(what);
    expect(output).not.toContain('Traceback');
  });
});
