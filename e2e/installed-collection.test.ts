import { execa } from 'execa';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRedis } from '@esg-recycler/esg-store/testing';
import { everyAnsible } from './inventory-scenarios/ansible.ts';
import { type InstalledSite, type Machine, startInstalledSite } from './support/installed-site.ts';
import { startOpensearchNodes } from './support/opensearch-nodes.ts';
import { processesWith } from './support/processes.ts';
import { describeWith } from './support/system.ts';

const nodes = ['127.0.1.46', '127.0.1.47', '127.0.1.48'];
const groupOf = (id: string, ...privateIps: string[]) => ({
  id,
  name: `group of ${id}`,
  image: 'ami-new',
  instances: privateIps.map((privateIp, index) => ({ id: `ssi-${id}-${index}`, privateIp, imageId: 'ami-old' })),
});
const oldest = everyAnsible.at(-1)!;

let site: InstalledSite;
beforeAll(async () => {
  site = await startInstalledSite({
    groups: [
      ...everyAnsible.map((_, index) => groupOf(`sig-${index}`, `127.0.1.4${index}`)),
      groupOf('sig-store', '127.0.1.45'),
      groupOf('sig-search', ...nodes),
    ],
    recycling: { durationMs: 500 },
  });
}, 120_000);
afterAll(() => site.stop());

/** A machine on which the built file is installed. */
async function install(name: string, ansible: string): Promise<Machine> {
  const machine = site.machine(name, ansible);
  const args = ['collection', 'install', '--offline', site.file, '-p', join(machine.folder, 'collections')];
  expect(await machine.run('ansible-galaxy', args)).toMatchObject({ exitCode: 0 });
  return machine;
}

const inventory = ['-i', 'my.spotinst_esg.yml'];
const play = (machine: Machine, name: 'recycle' | 'restore', variables: object, env: Record<string, string>) =>
  machine.run(
    'ansible-playbook',
    [
      ...inventory,
      `esg_recycler.spotinst.${name}`,
      '-e',
      JSON.stringify({ esg_recycle_poll_interval: '100ms', ...variables }),
    ],
    env,
  );
it('the file contains what a user needs, and nothing of the repository', async () => {
  const { stdout } = await execa('tar', ['--list', '--file', site.file]);
  const paths = stdout.split('\n');
  expect(new Set(paths.map((path) => path.split('/')[0]))).toEqual(
    new Set(
      'MANIFEST.json FILES.json CHANGELOG.rst COPYING LICENSES README.md bindep.txt cli docs meta playbooks plugins roles'.split(
        ' ',
      ),
    ),
  );
  expect(paths).toEqual(
    expect.arrayContaining(['meta/runtime.yml', 'cli/instance-roller.mjs', 'docs/runbooks/node-too-old.md']),
  );
  expect(paths.filter((path) => /test|\.ts$|\.pyc$|\.node$|project\.json|decisions/.test(path))).toEqual([]);
});

describe.each(everyAnsible)('the installed file on ansible-core $version', ({ version, folder }) => {
  const index = everyAnsible.findIndex((ansible) => ansible.version === version);

  it('lists with a home that cannot be written, and rolls with a state folder', async () => {
    const machine = await install(version, folder);
    // Nobody can create a file there, not even root. Ansible itself needs a folder.
    const readOnly = { HOME: '/sys', ANSIBLE_HOME: join(machine.folder, 'ansible') };
    const listed = await machine.run('ansible-inventory', [...inventory, '--list'], readOnly);
    expect(listed).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(listed.stdout)).toMatchObject({
      [`sig-${index}`]: { hosts: [`127.0.1.4${index}`] },
      'group of sig-store': { hosts: ['127.0.1.45'] },
    });

    const state = join(machine.folder, 'state');
    const rolled = await play(machine, 'recycle', { esg: `sig-${index}` }, { ESG_STATE_DIR: state });
    expect(rolled).toMatchObject({ exitCode: 0, all: expect.stringContaining('changed=1') });
    expect(existsSync(join(state, 'state.sqlite'))).toBe(true);
  }, 300_000);
});

describeWith('redis-server', 'the installed file with a store', () => {
  it('rolls without a file of state', async () => {
    const store = await startRedis();
    try {
      const machine = await install('store', everyAnsible[0]!.folder);
      const rolled = await play(machine, 'recycle', { esg: 'group of sig-store' }, { ESG_STORE_URL: store.url });
      expect(rolled).toMatchObject({ exitCode: 0, all: expect.stringContaining('changed=1') });
      expect(existsSync(join(machine.folder, 'home/.local/state'))).toBe(false);
    } finally {
      await store.stop();
    }
  }, 300_000);
});

it('the installed file restores a cluster after an interrupted roll', async () => {
  const cluster = await startOpensearchNodes(nodes);
  try {
    const machine = await install('restore', oldest.folder);
    const variables = {
      esg: 'sig-search',
      esg_recycle_health: 'opensearch',
      esg_recycle_health_options: { port: cluster.port },
      esg_recycle_check_count: 1,
    };
    const events = join(machine.folder, 'events.jsonl');
    const env = { ESG_STATE_DIR: join(machine.folder, 'state'), ESG_RECYCLER_EVENTS: events };
    const rolling = play(machine, 'recycle', variables, env);
    let ending: unknown;
    void rolling.then((result) => {
      ending = result.all;
    });
    const isRequested = () => existsSync(events) && readFileSync(events, 'utf8').includes('"recycle_requested"');
    while (!isRequested()) {
      expect(ending).toBeUndefined();
      await delay(20);
    }
    rolling.kill('SIGKILL');
    await rolling;
    while (processesWith(machine.variable).length > 0) await delay(20);
    expect(cluster.allocations).toEqual(['primaries']);

    expect(await play(machine, 'restore', variables, env)).toMatchObject({ exitCode: 0 });
    expect(cluster.allocations).toEqual(['primaries', null]);
  } finally {
    await cluster.close();
  }
}, 300_000);
