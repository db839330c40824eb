import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { python } from './support/executables.ts';

const root = join(import.meta.dirname, '..');
const executable = join(root, 'packages/esg-inventory/src/cli.ts');
const token = 'c0ffee-this-is-the-secret-token';
const accounts = ['act-123', 'act-456'];
const instancesRoute = '/aws/ec2/group/{groupId}/statefulInstance';

const scenario: ScenarioInput = {
  organizations: [{ tokens: [token], accounts }],
  groups: [
    {
      id: 'sig-1234',
      name: 'spotinst-elastigroup-demo',
      account: 'act-123',
      instances: [{ id: 'ssi-1234' }, {}, {}],
      group: { compute: { launchSpecification: { userData: 'c2VjcmV0LXVzZXItZGF0YQ==' } } },
    },
    { id: 'sig-2345', name: 'kafka broker', account: 'act-123', instances: 2 },
    {
      id: 'sig-3456',
      name: 'kafka roaming',
      account: 'act-123',
      instances: 2,
      persistence: { shouldPersistPrivateIp: false, shouldPersistBlockDevices: true, blockDevicesMode: 'reattach' },
    },
    { id: 'sig-4567', name: 'web', account: 'act-123', persistence: {}, instances: 0 },
    { id: 'sig-5678', name: 'twins', account: 'act-123', instances: 1 },
    { id: 'sig-6789', name: 'twins', account: 'act-123', instances: 1 },
    { id: 'sig-7890', name: 'elsewhere', account: 'act-456', instances: 1 },
  ],
};

let simulator: Simulator;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'esg-inventory-'));
  simulator = await startSimulator(scenario);
});

afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface RunOptions {
  env?: Record<string, string | undefined>;
  input?: string;
}

/** Runs the executable in an empty folder, with its own home folder. */
async function run(args: string[] = [], { env = {}, input = '' }: RunOptions = {}) {
  const { stdout, stderr, exitCode } = await execa(process.execPath, ['-C', 'source', executable, ...args], {
    cwd: folder,
    input,
    reject: false,
    extendEnv: false,
    env: {
      HOME: folder,
      SPOTINST_API_URL: simulator.url,
      SPOTINST_API_TOKEN: token,
      SPOTINST_ACCOUNT_ID: 'act-123',
      ...env,
    },
  });
  return { stdout, stderr, exitCode, requests: countRequests() };
}

/** Requests since the last call. */
let counted = 0;
function countRequests(): number {
  const requests = simulator.requests.length - counted;
  counted = simulator.requests.length;
  return requests;
}
beforeEach(() => {
  counted = 0;
});

const hostsOf = (stdout: string, group: string): string[] => JSON.parse(stdout)[group].hosts;

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
    const { stdout, exitCode } = await run(['--config', join(root, 'inventories/demo.spotinst_esg.yml')]);
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
    await simulator.stop();
    simulator = await startSimulator({
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
    writeFileSync(script, `#!/bin/sh\nexec '${process.execPath}' -C source '${executable}' "$@"\n`, { mode: 0o755 });
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

describe('a failure', () => {
  /** The error, and nothing else: no part of an inventory, no stack trace, no token. */
  const expectOneMessage = ({ stdout, stderr }: { stdout: string; stderr: string }): string => {
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^esg-inventory: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr).not.toContain(token);
    return stderr;
  };

  it('of any kind, at any one group, is an error that names the group', async () => {
    const kinds = ['html', 'reset', 'hang', 'empty', 'cut', 'throttled', 'unauthorized'] as const;
    const fail = async (kind: (typeof kinds)[number]) => {
      const faults = [{ kind, route: instancesRoute, path: 'sig-2345', times: 1000 }];
      const failing = await startSimulator({ ...scenario, faults });
      try {
        return await run([], { env: { SPOTINST_API_URL: failing.url, SPOTINST_TIMEOUT: '300ms' } });
      } finally {
        await failing.stop();
      }
    };
    const results = await Promise.all(kinds.map(fail));
    for (const [index, result] of results.entries()) {
      const outcome = { kind: kinds[index], exitCode: result.exitCode, message: expectOneMessage(result) };
      expect(outcome).toEqual({ kind: kinds[index], exitCode: 5, message: expect.stringContaining('sig-2345') });
    }
  });

  it('that passes is no failure', async () => {
    simulator.fail({ kind: 'html', route: instancesRoute, path: 'sig-2345' });
    const { stdout, exitCode } = await run();
    expect(exitCode).toBe(0);
    expect(hostsOf(stdout, 'sig-2345')).toHaveLength(2);
  });

  it.each([
    ['no token', [], { SPOTINST_API_TOKEN: undefined }, 2, 'SPOTINST_API_TOKEN'],
    ['no account', [], { SPOTINST_ACCOUNT_ID: undefined }, 2, 'SPOTINST_ACCOUNT_ID'],
    ['a wrong token', [], { SPOTINST_API_TOKEN: 'wrong' }, 5, 'SPOTINST_API_TOKEN'],
    ['a wrong account', [], { SPOTINST_ACCOUNT_ID: 'act-999' }, 5, 'SPOTINST_ACCOUNT_ID'],
    ['an unknown group', ['--esg', 'sig-9999'], {}, 2, 'sig-9999'],
    ['an unknown name', ['--esg', 'kafka brokers'], {}, 2, 'kafka broker'],
    ['a glob that matches nothing', ['--esg', 'zoo*'], {}, 2, 'spotinst-elastigroup-demo'],
    ['an ambiguous name', ['--esg', 'twins'], {}, 2, 'sig-5678'],
    ['a group that is not stateful', ['--esg', 'web'], {}, 2, 'not stateful'],
    ['an unknown host', ['--host', '10.9.9.9'], {}, 2, '10.9.9.9'],
    ['an unknown kind of store', [], { ESG_STORE_URL: 'mysql://127.0.0.1' }, 2, 'ESG_STORE_URL'],
    ['a missing config file', ['--config', 'missing.yml'], {}, 2, 'missing.yml'],
  ] as [string, string[], Record<string, string | undefined>, number, string][])(
    'by %s prints what to do',
    async (_, args, env, exitCode, words) => {
      const result = await run(args, { env });
      expect(expectOneMessage(result)).toContain(words);
      expect(result.exitCode).toBe(exitCode);
    },
  );

  it('by an unreachable Spot is reported', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const result = await run([], { env: { SPOTINST_API_URL: `http://127.0.0.1:${port}` } });
    expect(expectOneMessage(result)).toContain(String(port));
    expect(result.exitCode).toBe(5);
  });

  it.each([
    ['a key', 'plugin: spotinst_esg\nspotinst_acount_id: act-1\n', 'spotinst_account_id'],
    ['the syntax', `plugin: spotinst_esg\nspotinst_api_token: "${token}\n`, 'typo.spotinst_esg.yml'],
  ])('by a typo in %s of the config file names the place', async (_, text, words) => {
    writeFileSync(join(folder, 'typo.spotinst_esg.yml'), text);
    const result = await run();
    expect(expectOneMessage(result)).toContain(words);
    expect(result.exitCode).toBe(2);
    expect(result.requests).toBe(0);
  });

  it('is also JSON on stdout with --json', async () => {
    const { stdout, exitCode } = await run(['--json', '--esg', 'twins']);
    expect(JSON.parse(stdout)).toEqual({ error: expect.objectContaining({ code: 'group-ambiguous', exitCode: 2 }) });
    expect(exitCode).toBe(2);
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

describe('the executable', () => {
  const stub = join(root, 'packages/esg-inventory/bin/esg-inventory.js');

  it('prints what to do when it is not built', async () => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    copyFileSync(stub, join(folder, 'bin/esg-inventory.js'));
    const { stderr, exitCode } = await execa(process.execPath, [join(folder, 'bin/esg-inventory.js')], {
      reject: false,
    });
    expect(stderr).toMatch(/^esg-inventory: not built: .*\n {2}Run "npm run setup"/);
    expect(exitCode).toBe(2);
  });

  it('prints what to do on an old Node', async () => {
    const older = `data:text/javascript,process = Object.create(process, {
      versions: { value: { node: '20.1.0' } }, version: { value: 'v20.1.0' } })`;
    const { stderr, exitCode } = await execa(process.execPath, ['--import', older, stub, '--list'], { reject: false });
    expect(stderr).toMatch(/^esg-inventory: Node 24 or newer is required; this is v20\.1\.0 \(.*\)\.\n/);
    expect(exitCode).toBe(2);
  });
});
