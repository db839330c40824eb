import { existsSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { FaultInput } from '@esg-recycler/spot-simulator';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AnsibleSite, startAnsibleSite } from './support/ansible-site.ts';
import { node, python, repository } from './support/executables.ts';
import { freePort } from './support/free-port.ts';
import { type RollSite, startRollSite } from './support/roll-site.ts';

const addresses = ['127.0.4.1', '127.0.4.2', '127.0.4.3'] as const;
const instances = addresses.map((privateIp, index) => ({ id: `ssi-${index + 1}`, privateIp, imageId: 'ami-old' }));
const group = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
const args = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '20s'];
const recycleRoute = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';

/** The variables of a user with a health check of the kind command. */
const gateVariables = (folder: string) => ({
  ansible_python_interpreter: python('python3'),
  esg_recycle_health: 'command',
  esg_recycle_health_options: { command: [node, join(repository, 'e2e/support/gate.mjs'), folder] },
  esg_recycle_check_count: 3,
  esg_recycle_check_interval: '50ms',
});
const asArguments = (variables: object): string[] => ['-e', JSON.stringify(variables)];

/** A task file that notes that it ran, and where. */
const noting = (what: string, file: string) =>
  `- name: Note ${what}
  ansible.builtin.shell: echo ${what} {{ esg_recycle_instance }} >> ${file}
`;

let closing: (() => Promise<void> | void)[] = [];
beforeEach(() => {
  closing = [];
});
afterEach(async () => {
  for (const close of closing) await close();
});

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const linesOf = (file: string): string[] => read(file).split('\n').filter(Boolean);

describe('a roll through the gate of its cluster', () => {
  let site: RollSite;
  const open = async (faults: FaultInput[] = []) => {
    site = await startRollSite({ groups: [group], faults });
    closing.push(() => site.stop());
    return { variables: gateVariables(site.folder), notes: join(site.folder, 'notes') };
  };
  const touched = () => site.simulator.requests.filter(({ method }) => method !== 'GET');
  const suspended = () => [...site.simulator.cloud.group('sig-kafka').suspensions.keys()];
  const runFile = (name: string) => read(join(site.runs().at(-1) ?? '', name));
  const ledger = () => JSON.parse(runFile('ledger.json')) as { instances: { ssi: string; state: string }[] };

  it('recycles the leader last, drains each, and reports who is deferred', async () => {
    const { variables, notes } = await open();
    site.write('leader', addresses[0]);
    const hooks = Object.fromEntries(
      ['before', 'drain', 'undrain', 'after'].map((what) => [
        `esg_recycle_${what}_tasks`,
        site.write(`${what}.yml`, noting(what, notes)),
      ]),
    );
    const limit = ['--limit', 'ssi-1', 'ssi-2'];
    const given = [...args, ...limit, '--', ...asArguments({ ...variables, ...hooks })];
    const { exitCode, stdout, stderr } = await site.run(given);
    expect(stderr).toContain('ssi-1  deferred: ssi-2 goes first');
    expect(stderr).toContain('ssi-2  drain started');
    expect(stdout).not.toContain('no-cluster-gate');
    expect(stdout).toContain('2 done, 1 skipped, 0 failed, 0 pending');
    expect(exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-2', 'ssi-1']);
    expect(site.simulator.maxOut()).toBe(1);
    expect(linesOf(notes)).toEqual(
      ['ssi-2', 'ssi-1'].flatMap((ssi) => ['before', 'drain', 'after'].map((what) => `${what} ${ssi}`)),
    );
    const checks = linesOf(join(site.folder, 'checks'));
    for (const address of addresses.slice(0, 2)) {
      expect(checks.filter((evaluate) => evaluate === `after ${address}`)).toHaveLength(3);
    }
  }, 120_000);

  it('stops before any change when every node claims to lead', async () => {
    const { variables } = await open();
    site.write('leader', 'anybody');
    const given = [...args, '--limit', 'ssi-1', 'ssi-2', '--', ...asArguments(variables)];
    const { exitCode, stderr } = await site.run(given);
    expect(stderr).toContain('The leader keeps changing: ');
    expect(exitCode).toBe(3);
    expect(ledger().instances.map(({ state }) => state)).toEqual(['deferred', 'deferred', 'skipped']);
    expect([site.requested(), suspended()]).toEqual([[], []]);
  });

  it('does not start while a health check fails, and names the rule', async () => {
    const { variables } = await open();
    site.write('failing', '2 of 9 partitions are not in sync');
    const given = [...args, '--limit', 'ssi-2', '--', ...asArguments(variables)];
    const found = /block command-succeeds: .*2 of 9 partitions are not in sync/;
    const planned = await site.run(['plan', ...given]);
    expect(planned.stdout).toMatch(found);
    expect(planned.exitCode).toBe(3);
    const refused = await site.run(given);
    expect(refused.stdout).toMatch(found);
    expect(refused.exitCode).toBe(3);
    expect(touched()).toEqual([]);
  });

  it('does not start until all of several health checks pass', async () => {
    const { variables } = await open();
    const { esg_recycle_health: kind, esg_recycle_health_options: options, ...others } = variables;
    const port = await freePort(addresses);
    const checks = [
      { kind, options },
      { kind: 'tcp', options: { ports: [port] } },
    ];
    const limited = [...args, '--limit', 'ssi-2', '--'];
    const roll = (...more: string[]) => [
      ...more,
      ...limited,
      ...asArguments({ ...others, esg_recycle_health: checks }),
    ];
    const failing = await site.run(roll('plan'));
    expect(failing.stdout).toMatch(/block ports-answer: 127\.0\.4\.1: /);
    expect(failing.stdout).not.toContain('command-succeeds');
    expect(failing.exitCode).toBe(3);
    for (const address of addresses) {
      const server = createServer((socket) => socket.end()).listen(port, address);
      closing.push(() => void server.close());
    }
    const rolled = await site.run(roll('--yes'));
    expect(rolled.stderr).toContain('ssi-2  finished');
    expect(rolled.exitCode).toBe(0);
  }, 120_000);

  it('undoes the drain and restores the cluster when its recycle is refused, and stops', async () => {
    const { variables, notes } = await open([{ kind: 'unauthorized', route: recycleRoute, times: 9 }]);
    const hooks = {
      esg_recycle_drain_tasks: site.write('drain.yml', noting('drain', notes)),
      esg_recycle_undrain_tasks: site.write('undrain.yml', noting('undrain', notes)),
    };
    const { exitCode, stderr } = await site.run([...args, '--', ...asArguments({ ...variables, ...hooks })]);
    expect(stderr).toMatch(/^recycle-runner: Error \([a-z-]+\): ssi-1: PUT .*\/ssi-1\/recycle .*the token is wrong/m);
    expect(exitCode).not.toBe(0);
    expect(linesOf(notes)).toEqual(['drain ssi-1', 'undrain ssi-1']);
    const log = runFile('ansible/1-ssi-1.log');
    expect(log.lastIndexOf('Restore the cluster]')).toBeGreaterThan(log.indexOf('fatal: '));
    expect(runFile('ansible/restore-1.log')).toContain('Restore the cluster');
    expect(site.requested()).toEqual([]);
  });
});

describe('a health check that can never pass', () => {
  const only = { id: 'sig-zk', name: 'zk', image: 'ami-new', instances: [{ ...instances[0]!, id: 'ssi-1' }] };
  let site: RollSite;
  let variables: object;

  /** A server that always reports a standalone ZooKeeper. */
  async function startLonelyZooKeeper(): Promise<number> {
    const server: Server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (word) =>
        socket.end(
          String(word).startsWith('mntr')
            ? 'zk_version\t3.9.5\nzk_server_state\tstandalone\nzk_outstanding_requests\t0\n'
            : 'Zookeeper version: 3.9.5\nMode: standalone\nNode count: 5\n',
        ),
      );
    });
    await once(server.listen(0, addresses[0]), 'listening');
    closing.push(() => void server.close());
    return (server.address() as AddressInfo).port;
  }

  beforeEach(async () => {
    const port = await startLonelyZooKeeper();
    site = await startRollSite({ groups: [only] });
    closing.push(() => site.stop());
    variables = {
      esg_recycle_health: 'zookeeper',
      esg_recycle_health_options: { port },
      esg_recycle_check_count: 1,
      esg_recycle_overrides: [],
    };
  });
  const run = (...more: string[]) =>
    site.run(['--esg', 'sig-zk', '--poll-interval', '50ms', ...more, '--', ...asArguments(variables)]);

  it('is reported at once, overridden by rule name only, and recorded', async () => {
    const refused = await run();
    expect(refused.stdout).toMatch(/block quorum-remains: /);
    expect(refused.exitCode).toBe(3);

    const unknown = await run('--override', 'quorum-remain=a test');
    expect(unknown.stderr).toContain('quorum-remain: this health check has no rule of that name');
    expect(unknown.stdout).toContain('Next: Did you mean "quorum-remains"?');
    expect(unknown.exitCode).toBe(2);
    expect(site.requested()).toEqual([]);

    const done = await run('--override', 'quorum-remains=nobody uses it at night');
    expect(done.stdout).toMatch(/warn quorum-remains: .*overridden: nobody uses it at night/);
    expect(done.stdout).toContain('Overridden: quorum-remains (nobody uses it at night)');
    expect(done.exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1']);
    const folder = site.runs().at(-1)!;
    const overrides = [{ rule: 'quorum-remains', reason: 'nobody uses it at night' }];
    expect(JSON.parse(read(join(folder, 'ledger.json')))).toMatchObject({ gate: 'zookeeper', overrides });
    const started = linesOf(join(folder, 'events.jsonl')).map((line) => JSON.parse(line) as { event: string });
    expect(started[0]).toMatchObject({ event: 'run_started', event_data: { overrides } });
  }, 120_000);
});

describe('the playbook alone', () => {
  let site: AnsibleSite;
  const playbook = (name: string, ...more: string[]) =>
    site.run('ansible-playbook', [join(repository, `ansible/playbooks/${name}.yml`), '-e', 'esg=kafka', ...more]);
  const requested = () =>
    site.simulator.requests.filter(({ route }) => route === recycleRoute).map(({ path }) => path.split('/').at(-2));

  beforeEach(async () => {
    site = await startAnsibleSite({ groups: [group] });
    closing.push(() => site.stop());
  });
  const variables = () => asArguments({ ...gateVariables(site.folder), esg_recycle_poll_interval: '100ms' });

  it('recycles the leader last, without waiting for the port of the first one', async () => {
    const port = await freePort(addresses);
    const listen = (address: string): void => {
      const server = createServer((socket) => socket.end()).listen(port, address);
      closing.push(() => void server.close());
    };
    listen(addresses[0]);
    listen(addresses[2]);
    site.write('leader', addresses[0]);
    const limit = ['--limit', addresses.slice(0, 2).join(',')];
    const ports = asArguments({ esg_recycle_wait_ports: [port], esg_recycle_gate_timeout: '30s' });
    const rolling = playbook('recycle', ...limit, ...variables(), ...ports);
    await site.simulator.waitFor(() => requested().length > 0, 100_000);
    listen(addresses[1]);
    expect(await rolling).toMatchObject({ exitCode: 0 });
    expect(requested()).toEqual(['ssi-2', 'ssi-1']);
    expect(site.simulator.maxOut()).toBe(1);
  }, 120_000);

  it('checks again right before the recycle and undoes the drain if it fails', async () => {
    const notes = join(site.folder, 'notes');
    const drain = `${noting('drain', notes)}
- name: Lose another node meanwhile
  ansible.builtin.copy: { content: another is down, dest: "${join(site.folder, 'failing')}" }
`;
    const hooks = asArguments({
      esg_recycle_drain_tasks: site.write('drain.yml', drain),
      esg_recycle_undrain_tasks: site.write('undrain.yml', noting('undrain', notes)),
      esg_recycle_gate_timeout: '0',
    });
    const { exitCode, output } = await playbook('recycle', ...variables(), ...hooks);
    expect(exitCode).toBe(2);
    expect(output).toMatch(
      /The health check before the recycle of 127.0.4.1 fails: command-succeeds: .*another is down/,
    );
    expect(linesOf(notes)).toEqual(['drain ssi-1', 'undrain ssi-1']);
    expect(requested()).toEqual([]);
    expect(output.lastIndexOf('Restore the cluster]')).toBeGreaterThan(output.lastIndexOf('Undo the drain'));
  });

  it('restores the cluster when the host became unreachable during the drain', async () => {
    const away = site.write(
      'undrain.yml',
      '- name: Start it\n  ansible.builtin.ping:\n  vars: { ansible_connection: ssh, ansible_port: 1 }\n',
    );
    const drained = site.write('drain.yml', '- name: Stop it\n  ansible.builtin.fail: { msg: it hangs }\n');
    const hooks = asArguments({ esg_recycle_drain_tasks: drained, esg_recycle_undrain_tasks: away });
    const { exitCode, output } = await playbook('recycle', ...variables(), ...hooks);
    expect(exitCode).not.toBe(0);
    expect(output).toContain('UNREACHABLE');
    expect(output.lastIndexOf('Restore the cluster]')).toBeGreaterThan(output.indexOf('UNREACHABLE'));
  });

  it('refuses an unused setting and a health check that only some hosts have', async () => {
    const misspelt = await playbook('recycle', ...asArguments({ esg_recycle_helth: 'kafka' }));
    expect(misspelt).toMatchObject({ exitCode: 2, output: expect.stringContaining('esg_recycle_helth: the role') });
    const kind = "{'ssi-2': 'tcp'}[spotinst_id]";
    site.write(
      'site.spotinst_esg.yml',
      `plugin: spotinst_esg\ncompose:\n  ansible_connection: "'local'"\n  esg_recycle_health: "${kind}"\n`,
    );
    const partial = await playbook('recycle', '--check');
    expect(partial.exitCode).toBe(2);
    expect(partial.output).toMatch(/is set for 127.0.4.2, but not for 127.0.4.1, 127.0.4.3 in the same cluster/);
    expect(requested()).toEqual([]);
  });

  it('shows failing health checks in check mode, and restores without SSH', async () => {
    site.write('failing', 'not in sync');
    site.write('site.spotinst_esg.yml', "plugin: spotinst_esg\ncompose:\n  ansible_port: '1'\n");
    const { exitCode, output } = await playbook('recycle', '--check', ...variables());
    expect(exitCode).toBe(2);
    for (const address of addresses)
      expect(output).toContain(`The health check before the recycle of ${address} fails: command-succeeds`);
    expect(requested()).toEqual([]);

    const restored = await playbook('restore', ...variables());
    expect(restored).toMatchObject({ exitCode: 0, output: expect.stringContaining('Restore the cluster') });
    const gateless = await playbook('restore');
    expect(gateless).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('no health check is set for sig-kafka'),
    });
  });
});
