import { describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { executable, node, python, repository } from './support/executables.ts';
import {
  token,
  accounts,
  simulator,
  folder,
  run,
  countRequests,
  hostsOf,
  simulateInstead,
} from './support/inventory-site.ts';

describe('the inventory', () => {
  it('takes the first plugin’s example config, and prints its shape', async () => {
    const config = `plugin: spotinst_esg

aws_profile: some_profile         # Can also be set with AWS_PROFILE / AWS_DEFAULT_PROFILE

### Spotinst settings
spotinst_account_id: act-123      # Can also be set with SPOTINST_ACCOUNT_ID
spotinst_api_token: ${token}      # Can also be set with SPOTINST_API_TOKEN

### Inventory cachehing
cache: True
cache_plugin: jsonfile
cache_connection: ~/.ansible
`;
    writeFileSync(join(folder, 'demo.spotinst_esg.yml'), config);
    const env = { SPOTINST_API_TOKEN: undefined, SPOTINST_ACCOUNT_ID: undefined };
    const { stdout, stderr, exitCode } = await run(['--list'], { env });
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });

    const inventory = JSON.parse(stdout);
    expect(inventory.all.children).toEqual(
      ['sig-1234', 'sig-2345', 'sig-3456', 'sig-5678', 'sig-6789', 'spotinst-elastigroup-demo']
        .concat('kafka broker', 'kafka roaming', 'twins', 'ungrouped')
        .toSorted(),
    );
    expect(inventory.ungrouped).toEqual({ hosts: [] });
    expect(inventory['sig-1234'].hosts).toHaveLength(3);
    expect(inventory['spotinst-elastigroup-demo']).toEqual(inventory['sig-1234']);
    const [first] = inventory['sig-1234'].hosts;
    expect(inventory._meta.hostvars[first]).toMatchObject({
      spotinst_accountId: 'act-123',
      spotinst_createdAt: expect.any(String),
      spotinst_devices: expect.arrayContaining([
        expect.objectContaining({ deviceName: expect.any(String), volumeId: expect.any(String) }),
      ]),
      spotinst_esg_id: 'sig-1234',
      spotinst_esg_name: 'spotinst-elastigroup-demo',
      spotinst_id: expect.stringMatching(/^ssi-/),
      spotinst_instanceId: expect.stringMatching(/^i-/),
      spotinst_launchedAt: expect.any(String),
      spotinst_privateIp: first,
      spotinst_state: 'ACTIVE',
    });
  });

  it('takes the committed demo file, with the secrets in the environment', async () => {
    const { stdout, exitCode } = await run(['--config', join(repository, 'inventories/demo.spotinst_esg.yml')]);
    expect(exitCode).toBe(0);
    expect(hostsOf(stdout, 'sig-1234')).toHaveLength(3);
  });

  it('takes its settings from standard input', async () => {
    const input = JSON.stringify({ spotinst_api_token: token, spotinst_account_id: accounts, hostvars_prefix: 'esg_' });
    const env = { SPOTINST_API_TOKEN: undefined, SPOTINST_ACCOUNT_ID: undefined };
    const { stdout, exitCode } = await run(['--config', '-'], { input, env });
    expect(exitCode).toBe(0);
    const [host] = hostsOf(stdout, 'elsewhere');
    expect(JSON.parse(stdout)._meta.hostvars[host!]).toMatchObject({ esg_accountId: 'act-456' });
  });

  it('prints the same bytes for the same state, with as few requests as possible', async () => {
    const cold = await run();
    expect(cold.requests).toBe(1 + 5 + 1);
    const warm = await run(['--list']);
    expect(warm).toEqual({ ...cold, requests: 0 });
    const again = await run(['--refresh']);
    expect(again).toEqual(cold);
  });

  it('is shared by runs at the same time', async () => {
    const cold = await Promise.all([run(), run(), run()]);
    countRequests();
    const warm = await Promise.all([run(), run(), run(), run()]);
    expect(new Set([...cold, ...warm].map(({ stdout }) => stdout)).size).toBe(1);
    expect(warm.every(({ requests, exitCode }) => requests === 0 && exitCode === 0)).toBe(true);
  });

  it('prints one host', async () => {
    const list = JSON.parse((await run()).stdout);
    const [name] = list['sig-2345'].hosts;
    const host = await run(['--host', name]);
    expect(JSON.parse(host.stdout)).toEqual(list._meta.hostvars[name]);
    expect(host.requests).toBe(0);
  });

  it('lists the requested groups, by id, name or glob', async () => {
    const { stdout, requests } = await run([
      '--esg',
      'kafka *',
      '--esg',
      'sig-1234',
      '--esg',
      'spotinst-elastigroup-demo',
    ]);
    const names = ['kafka broker', 'kafka roaming', 'sig-1234', 'sig-2345', 'sig-3456', 'spotinst-elastigroup-demo'];
    expect(JSON.parse(stdout).all.children).toEqual([...names, 'ungrouped']);
    expect(requests).toBe(1 + 3 + 1);
  });

  it('leaves out a paused instance without an address, with one line on stderr', async () => {
    await simulateInstead({
      groups: [
        {
          id: 'sig-1',
          name: 'roaming',
          persistence: { shouldPersistBlockDevices: true },
          instances: [{ id: 'ssi-1', state: 'PAUSED' }, {}],
        },
      ],
    });
    const env = { SPOTINST_API_TOKEN: simulator.token, SPOTINST_ACCOUNT_ID: simulator.accountId };
    const { stdout, stderr, exitCode } = await run([], { env });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^esg-inventory: ssi-1 of group sig-1 has no address .*$/);
    expect(hostsOf(stdout, 'roaming')).toHaveLength(1);

    const input = '{"include_addressless": true, "want_status": true}';
    const all = await run(['--config', '-'], { env, input });
    expect(all.stderr).toBe('');
    expect(hostsOf(all.stdout, 'roaming')).toContain('ssi-1');
  });

  it('is an inventory script to Ansible', async () => {
    const script = join(folder, 'inventory.sh');
    writeFileSync(script, `#!/bin/sh\nexec '${node}' '${executable('esg-inventory')}' "$@"\n`, { mode: 0o755 });
    const { stdout, exitCode } = await execa(python('ansible-inventory'), ['-i', script, '--list'], {
      cwd: folder,
      reject: false,
      extendEnv: false,
      env: {
        HOME: folder,
        PATH: process.env['PATH'],
        ANSIBLE_INVENTORY_ENABLED: 'script',
        SPOTINST_API_URL: simulator.url,
        SPOTINST_API_TOKEN: token,
        SPOTINST_ACCOUNT_ID: 'act-123',
      },
    });
    expect(exitCode).toBe(0);
    const byAnsible = JSON.parse(stdout);
    const ours = JSON.parse((await run()).stdout);
    expect(byAnsible._meta.hostvars).toEqual(ours._meta.hostvars);
    expect(byAnsible.all.children.toSorted()).toEqual(ours.all.children);
    for (const group of ['sig-1234', 'kafka broker', 'twins']) {
      expect(byAnsible[group].hosts.toSorted()).toEqual(ours[group].hosts);
    }
  });

  it('continues without a cache, with one line on stderr', async () => {
    writeFileSync(join(folder, 'no-folder'), '');
    const { stdout, stderr, exitCode, requests } = await run([], {
      env: { XDG_CACHE_HOME: join(folder, 'no-folder') },
    });
    expect(exitCode).toBe(0);
    expect(stderr.split('\n')).toEqual([expect.stringContaining('cache')]);
    expect(hostsOf(stdout, 'sig-1234')).toHaveLength(3);
    expect(requests).toBe(7);
  });
});

describe('under the runner', () => {
  it('requests only its groups, and has a group for its instance', async () => {
    const env = { ESG_RECYCLER_ONLY: 'sig-1234,sig-2345', ESG_RECYCLER_SSI: 'ssi-1234' };
    const cold = await run([], { env });
    expect(cold.requests).toBe(2 + 2);
    const inventory = JSON.parse(cold.stdout);
    expect(inventory._meta.hostvars[inventory['ssi-1234'].hosts[0]]).toMatchObject({ spotinst_id: 'ssi-1234' });
    expect(inventory['sig-1234'].hosts).toHaveLength(3);
    expect(inventory).not.toHaveProperty('sig-5678');

    const refreshed = await run(['--refresh'], { env });
    expect(refreshed).toEqual({ ...cold, requests: 0 });
  });
});

it('stores no token and no userData', async () => {
  const { stdout, stderr } = await run();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  const everything = [
    stdout,
    stderr,
    ...files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1')),
  ];
  for (const text of everything) {
    expect(text).not.toContain(token);
    expect(text).not.toContain('c2VjcmV0');
  }
});
