import { afterEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { execa } from 'execa';
import { type AnsibleSite, cachedConfig, localConfig, startAnsibleSite } from './support/ansible-site.ts';
import { node, repository } from './support/executables.ts';
import { freePort } from './support/free-port.ts';

const addresses = ['127.0.1.41', '127.0.1.42', '127.0.1.43'];
const [oldImage, newImage] = ['ami-old', 'ami-new'];
const playbook = join(repository, 'ansible/playbooks/recycle.yml');
const volumesOnly = { shouldPersistBlockDevices: true, blockDevicesMode: 'reattach' };
const instances = addresses.map((privateIp, index) => ({ id: `ssi-${index + 1}`, privateIp, imageId: oldImage }));
const scenario: ScenarioInput = {
  groups: [
    { id: 'sig-kafka', name: 'my kafka', image: newImage, instances },
    { id: 'sig-other', name: 'other', instances: 1 },
  ],
};

let site: AnsibleSite;
afterEach(() => site.stop());

/** Rolls a group with `ansible-playbook` alone. */
const roll = (esg: string, args: readonly string[] = [], variables = {}, env = {}) =>
  site.run(
    'ansible-playbook',
    [playbook, '-e', JSON.stringify({ esg, esg_recycle_poll_interval: '200ms', ...variables }), ...args],
    { env },
  );

const images = () => [1, 2, 3].map((index) => site.simulator.cloud.instance(`ssi-${index}`).imageId);
const changes = () => site.simulator.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path);
const recap = (output: string, key: string) =>
  [...output.matchAll(new RegExp(`${key}=(\\d+)`, 'g'))].map(([, count]) => Number(count));

describe('the playbook alone', () => {
  it('rolls three real processes one at a time, then has nothing to do', async () => {
    const port = await freePort(addresses);
    const member = [
      node,
      join(repository, 'e2e/support/member.mjs'),
      '{address}',
      String(port),
      '{dataDir}',
      '{image}',
    ];
    site = await startAnsibleSite({ ...scenario, processes: { [oldImage]: member, [newImage]: member } });
    const events = join(site.folder, 'events.jsonl');
    const variables = { esg_recycle_wait_ports: [port] };

    const first = await roll('my kafka', [], variables, { ESG_RECYCLER_EVENTS: events });
    expect(first).toMatchObject({ exitCode: 0, output: expect.stringContaining('changed=1') });
    expect(images()).toEqual([newImage, newImage, newImage]);
    expect(site.simulator.maxOut(['sig-kafka'])).toBe(1);
    expect(changes()).toHaveLength(3);
    const reported = readFileSync(events, 'utf8').trim().split('\n');
    const ours = reported
      .map((line) => JSON.parse(line))
      .filter(({ ssi, event }) => ssi === 'ssi-2' && !/^runner_|^recycle_state/.test(event));
    expect(ours.map(({ event, event_data: { phase } }) => (phase ? `${event} ${phase}` : event))).toEqual([
      'instance_started',
      'gate_waiting before',
      'gate_passed before',
      'recycle_requested',
      'recycle_proved',
      'gate_waiting after',
      'gate_passed after',
      'instance_finished',
    ]);

    const second = await roll('sig-kafka', [], variables, { ESG_RECYCLER_EVENTS: events });
    expect(second.exitCode).toBe(0);
    expect(recap(second.output, 'changed')).toEqual([0, 0, 0]);
    expect(second.output).toContain('ssi-1 is up to date: it runs ami-new');
    expect(readFileSync(events, 'utf8').match(/"instance_skipped"/g)).toHaveLength(3);
    expect(changes()).toHaveLength(3);
  }, 180_000);

  it('names the groups it found when none has that name', async () => {
    site = await startAnsibleSite(scenario);
    const { exitCode, output } = await roll('typo');
    expect(exitCode).toBe(2);
    expect(output).toContain('with hosts. Groups with hosts: my kafka, other, sig-kafka, sig-other');
    const { output: unnamed } = await site.run('ansible-playbook', [playbook]);
    expect(unnamed).toContain('Set the group to recycle: -e esg=ID|NAME');
    expect(changes()).toEqual([]);
  });

  it('fails on an empty inventory too', async () => {
    site = await startAnsibleSite({ groups: [] });
    expect(await roll('sig-kafka')).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining('The inventory has no group'),
    });
  });

  it('changes nothing in check mode and shows what would change', async () => {
    site = await startAnsibleSite(scenario);
    const { exitCode, output } = await roll('sig-kafka', ['--check', '--diff']);
    expect(exitCode).toBe(0);
    expect(recap(output, 'changed')).toEqual([1, 1, 1]);
    expect(output).toContain('+    "imageId": "ami-new"');
    expect(changes()).toEqual([]);
    expect(images()).toEqual([oldImage, oldImage, oldImage]);
  });

  it('stops at the first failure and leaves the rest unchanged', async () => {
    site = await startAnsibleSite(scenario);
    const events = join(site.folder, 'events.jsonl');
    site.simulator.cloud.setRecycling('ssi-1', { outcome: 'error' });
    const { exitCode, output } = await roll('sig-kafka', [], {}, { ESG_RECYCLER_EVENTS: events });
    expect(exitCode).toBe(2);
    expect(output).toMatch(/ssi-1 \([\d.]+\) is in ERROR and down: Spot could not relaunch it/);
    expect(changes()).toHaveLength(1);
    expect(readFileSync(events, 'utf8')).toMatch(/"event": "instance_failed".*"ssi": "ssi-1".*"code": "recycle-error"/);
  });

  it('waits while another instance of the group is being replaced', async () => {
    site = await startAnsibleSite(scenario);
    site.simulator.cloud.change('ssi-3', { state: 'RESUMING' });
    const { exitCode, output } = await roll('sig-kafka', [], { esg_recycle_gate_timeout: '1s' });
    expect(exitCode).toBe(2);
    expect(output).toContain('The health check before the recycle of ssi-1 fails: ssi-3 (127.0.1.43) is RESUMING');
    expect(changes()).toEqual([]);
  });

  it.each(['PAUSED', 'ERROR'] as const)(
    'does not wait for another instance that stays %s and prints what to do',
    async (state) => {
      site = await startAnsibleSite(scenario);
      site.simulator.cloud.change('ssi-3', { state });
      const { exitCode, output } = await roll('sig-kafka');
      expect(exitCode).toBe(2);
      expect(output).toContain(
        `The health check before the recycle of ssi-1 fails: ssi-3 (127.0.1.43) is ${state}. Resume it`,
      );
      expect(output).toContain('spotinst-stateful resume --esg sig-kafka --id ssi-3');
      expect(changes()).toEqual([]);
    },
  );

  it('waits while a port of another host is closed', async () => {
    site = await startAnsibleSite(scenario);
    const port = await freePort(addresses);
    const { exitCode, output } = await roll('sig-kafka', [], {
      esg_recycle_gate_timeout: '1s',
      esg_recycle_wait_ports: [port],
    });
    expect(exitCode).toBe(2);
    expect(output).toContain(`127.0.1.42:${port} does not accept connections`);
    expect(changes()).toEqual([]);
  });

  it.each([
    ['a list', (port: number) => [port]],
    ['a number', (port: number) => port],
    ['a text', (port: number) => String(port)],
  ])('waits while a port in another group is closed; ports given as %s', async (_, as) => {
    const [first, second] = instances;
    site = await startAnsibleSite({
      groups: [
        { id: 'sig-a', name: 'kafka a', image: newImage, instances: [first!] },
        {
          id: 'sig-b',
          name: 'kafka b',
          image: newImage,
          instances: [{ ...second!, imageId: newImage }],
          persistence: volumesOnly,
        },
      ],
    });
    site.write('site.spotinst_esg.yml', `${localConfig}clusters:\n  kafka: ['kafka *']\n`);
    const port = await freePort(addresses);
    const variables = { esg_recycle_gate_timeout: '1s', esg_recycle_wait_ports: as(port) };
    const { exitCode, output } = await roll('sig-a', [], variables);
    expect(exitCode).toBe(2);
    expect(output).toContain(`127.0.1.42:${port} does not accept connections`);
    expect(changes()).toEqual([]);
  });

  it.each(['many', ''])('refuses "%s" for its ports', async (ports) => {
    site = await startAnsibleSite(scenario);
    const { exitCode, output } = await roll('sig-kafka', [], { esg_recycle_wait_ports: ports });
    expect(exitCode).toBe(2);
    expect(output).toContain('esg_recycle_wait_ports');
    expect(changes()).toEqual([]);
  });

  it('refuses a host whose address is no longer that of its instance', async () => {
    site = await startAnsibleSite(scenario);
    site.write('site.spotinst_esg.yml', cachedConfig(site));
    await site.run('ansible-inventory', ['--list']);
    site.simulator.cloud.change('ssi-1', { privateIp: '127.0.1.44' });
    const { exitCode, output } = await roll('sig-kafka');
    expect(exitCode).toBe(2);
    expect(output).toContain(
      'ssi-1 is at 127.0.1.44, but the inventory lists it at 127.0.1.41. Refresh the inventory cache: add --flush-cache',
    );
    expect(changes()).toEqual([]);
  });

  it('holds one lease from start to end, and respects the lease of another holder', async () => {
    site = await startAnsibleSite(scenario);
    const { simulator, folder } = site;
    const holder = execa(
      node,
      [
        join(repository, 'ansible/cli/spotinst-stateful.mjs'),
        'lease',
        'hold',
        '--esg',
        'sig-kafka',
        '--owner',
        `${process.pid}`,
      ],
      {
        extendEnv: false,
        reject: false,
        cwd: folder,
        env: {
          HOME: folder,
          SPOTINST_API_URL: simulator.url,
          SPOTINST_API_TOKEN: simulator.token,
          SPOTINST_ACCOUNT_ID: simulator.accountId,
        },
      },
    );
    await holder.iterable()[Symbol.asyncIterator]().next();
    const { exitCode, output } = await roll('sig-kafka');
    holder.kill();
    await holder;
    expect(exitCode).toBe(2);
    expect(output).toContain('"code": "lease-held"');
    expect(changes()).toEqual([]);
    expect(await roll('sig-kafka', ['--limit', addresses[0]!])).toMatchObject({ exitCode: 0 });
    expect(changes()).toHaveLength(1);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing running after %s', async (signal) => {
    site = await startAnsibleSite(scenario);
    site.simulator.cloud.setRecycling('ssi-1', { outcome: 'stuck' });
    const rolling = roll('sig-kafka');
    await site.simulator.waitFor(() => changes().length > 0);
    site.kill(signal);
    expect(await rolling).not.toMatchObject({ exitCode: 0 });
    await site.untilNothingRuns();
    expect(changes()).toHaveLength(1);
  });

  it('continues after SIGKILL and requests no recycle twice', async () => {
    site = await startAnsibleSite(scenario);
    site.simulator.cloud.setRecycling('ssi-1', { durationMs: 3000 });
    const rolling = roll('sig-kafka');
    await site.simulator.waitFor(() => changes().length > 0);
    site.kill('SIGKILL');
    await rolling;
    await site.untilNothingRuns();
    expect(await roll('sig-kafka')).toMatchObject({ exitCode: 0 });
    expect(images()).toEqual([newImage, newImage, newImage]);
    expect(changes()).toHaveLength(3);
    expect(site.simulator.maxOut(['sig-kafka'])).toBe(1);
  }, 180_000);

  describe('a host that Ansible cannot connect to', () => {
    const drained = {
      esg_recycle_connection_timeout: '1s',
      esg_recycle_drain_service: 'kafka',
      esg_recycle_poll_interval: '200ms',
    };
    const open = async () => {
      site = await startAnsibleSite(scenario);
      site.write('site.spotinst_esg.yml', "plugin: spotinst_esg\ncompose:\n  ansible_port: '1'\n");
      return {
        ran: join(site.folder, 'ran'),
        before: site.write(
          'before.yml',
          `- ansible.builtin.file: { path: "${site.folder}/ran", state: touch }\n  delegate_to: localhost\n`,
        ),
      };
    };

    it('is refused by rule name before anything changes, while it serves', async () => {
      const { ran, before } = await open();
      const { exitCode, output } = await roll('sig-kafka', [], { ...drained, esg_recycle_before_tasks: before });
      expect(exitCode).toBe(2);
      expect(output).toContain('ssi-1 is serving, but Ansible cannot connect to 127.0.1.41: Failed to connect');
      expect(output).toContain('port 1: Connection refused');
      expect(output).toContain('"code": "host-unreachable"');
      expect(output).toContain('"exit_code": 3');
      expect(existsSync(ran)).toBe(false);
      expect(changes()).toEqual([]);
      await site.untilNothingRuns();
      expect([...site.simulator.cloud.group('sig-kafka').suspensions.keys()]).toEqual([]);
    });

    it('is also refused when the play ignores errors', async () => {
      await open();
      const play = site.write(
        'mine.yml',
        '- hosts: all\n  gather_facts: false\n  serial: 1\n  ignore_errors: true\n  roles: [esg_recycler.spotinst.esg_recycle]\n',
      );
      const { exitCode, output } = await site.run('ansible-playbook', [play, '-e', JSON.stringify(drained)]);
      expect(exitCode).toBe(2);
      expect(output).toContain('"code": "host-unreachable"');
      expect(changes()).toEqual([]);
    });

    it('is refused in check mode, and so is every other', async () => {
      await open();
      const { exitCode, output } = await roll('sig-kafka', ['--check'], drained);
      expect(exitCode).toBe(2);
      for (const address of addresses) expect(output).toContain(`is serving, but Ansible cannot connect to ${address}`);
      expect(recap(output, 'changed')).toEqual([0, 0, 0]);
    });

    it('is recycled undrained with an override, and fails if it stays unreachable', async () => {
      await open();
      const overrides = ['host-unreachable=its agent is broken'];
      const { exitCode, output } = await roll('sig-kafka', [], { ...drained, esg_recycle_overrides: overrides });
      expect(exitCode).toBe(2);
      expect(output).toContain('ssi-1 cannot be reached and is recycled without a drain');
      expect(output).toContain('Ansible could not connect to 127.0.1.41 within 1 seconds');
      expect(output).toContain('port 1: Connection refused');
      expect(changes()).toHaveLength(1);
    });

    it('is recycled without being drained when it is down', async () => {
      await open();
      const port = await freePort(addresses);
      const servers = addresses.slice(1).map((address) => createServer((socket) => socket.end()).listen(port, address));
      const health = { esg_recycle_health: 'tcp', esg_recycle_health_options: { ports: [port] } };
      const { output } = await roll('sig-kafka', ['--limit', addresses[0]!], { ...drained, ...health });
      for (const server of servers) server.close();
      expect(output).toContain('ssi-1 cannot be reached and is recycled without a drain');
      expect(changes()).toHaveLength(1);
    });
  });
});

describe('as an installed collection', () => {
  it('works by its full name, without the repository', async () => {
    site = await startAnsibleSite(scenario);
    const collections = join(site.folder, 'collections');
    const elsewhere = { cwd: site.folder, env: { ANSIBLE_COLLECTIONS_PATH: collections } };
    const galaxy = (...args: string[]) => site.run('ansible-galaxy', ['collection', ...args], elsewhere);
    await galaxy('build', join(repository, 'ansible'));
    await galaxy('install', 'esg_recycler-spotinst-0.1.0.tar.gz', '--offline', '-p', collections);
    site.write('site.spotinst_esg.yml', localConfig.replace('spotinst_esg', 'esg_recycler.spotinst.spotinst_esg'));

    const list = await site.run('ansible-inventory', ['--list'], elsewhere);
    expect(JSON.parse(list.stdout)).toMatchObject({
      'my kafka': { hosts: addresses },
      'sig-kafka': { hosts: addresses },
    });
    const variables = { esg: 'sig-kafka', esg_recycle_poll_interval: '200ms' };
    const rolled = await site.run(
      'ansible-playbook',
      ['esg_recycler.spotinst.recycle', '-e', JSON.stringify(variables)],
      elsewhere,
    );
    expect(rolled).toMatchObject({ exitCode: 0 });
    expect(images()).toEqual([newImage, newImage, newImage]);
    expect(site.simulator.maxOut(['sig-kafka'])).toBe(1);
  }, 120_000);
});
