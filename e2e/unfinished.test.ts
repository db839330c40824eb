import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type AnsibleSite, startAnsibleSite } from './support/ansible-site.ts';
import { node, python, repository } from './support/executables.ts';
import { freePort } from './support/free-port.ts';
import { type OpensearchNodes, startOpensearchNodes } from './support/opensearch-nodes.ts';
import { type RollSite, startRollSite } from './support/roll-site.ts';

const addresses = ['127.0.5.1', '127.0.5.2'] as const;
const instances = addresses.map((privateIp, index) => ({ id: `ssi-${index + 1}`, privateIp, imageId: 'ami-old' }));
const group = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
const recycleRoute = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';

const quick = {
  ansible_python_interpreter: python('python3'),
  esg_recycle_check_count: 3,
  esg_recycle_check_interval: '50ms',
  esg_recycle_poll_interval: '100ms',
};
const commandGate = (folder: string) => ({
  ...quick,
  esg_recycle_health: 'command',
  esg_recycle_health_options: { command: [node, join(repository, 'e2e/support/gate.mjs'), folder] },
});
const opensearchGate = ({ port }: OpensearchNodes) => ({
  ...quick,
  esg_recycle_health: 'opensearch',
  esg_recycle_health_options: { port },
});
const asArguments = (variables: object): string[] => ['-e', JSON.stringify(variables)];

/** A task that connects to no host. */
const unreachable = '- name: Lose it\n  ansible.builtin.ping:\n  vars: { ansible_connection: ssh, ansible_port: 1 }\n';
const failing = '- name: Fail\n  ansible.builtin.fail: { msg: not today }\n';
const noting = (what: string, file: string) =>
  `- name: Note ${what}\n  ansible.builtin.shell: echo ${what} {{ esg_recycle_instance }} >> ${file}\n`;
const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

/** SSH to this machine, which fails when a service is stopped. */
const breakingSsh = `#!/bin/sh
for last; do :; done
case "$last" in *AnsiballZ_setup*|*AnsiballZ_service*|*AnsiballZ_systemd*) echo 'Connection reset' >&2; exit 255;; esac
exec sh -c "$last"
`;

let closing: (() => Promise<void> | void)[] = [];
beforeEach(() => {
  closing = [];
});
afterEach(async () => {
  for (const close of closing) await close();
});

describe('the playbook alone', () => {
  let site: AnsibleSite;
  const playbook = (name: string, variables: object, ...more: string[]) => {
    const path = join(repository, `ansible/playbooks/${name}.yml`);
    return site.run('ansible-playbook', [path, '-e', 'esg=kafka', ...asArguments(variables), ...more]);
  };
  const requested = () =>
    site.simulator.requests.filter(({ route }) => route === recycleRoute).map(({ path }) => path.split('/').at(-2));

  const openNodes = async (): Promise<OpensearchNodes> => {
    const nodes = await startOpensearchNodes(addresses);
    closing.push(() => nodes.close());
    return nodes;
  };

  beforeEach(async () => {
    site = await startAnsibleSite({ groups: [group] });
    closing.push(() => site.stop());
  });

  it('changes nothing else and restores once a host is lost during its drain', async () => {
    const nodes = await openNodes();
    const notes = join(site.folder, 'notes');
    const drain = site.write('drain.yml', noting('drain', notes) + unreachable);
    const { exitCode, output } = await playbook('recycle', {
      ...opensearchGate(nodes),
      esg_recycle_drain_tasks: drain,
    });
    expect(exitCode).not.toBe(0);
    expect(output).toContain('UNREACHABLE');
    expect(output).toContain('127.0.5.1 did not finish in this run, so ssi-2 is not recycled');
    expect(linesOf(notes)).toEqual(['drain ssi-1']);
    expect(requested()).toEqual([]);
    expect(nodes.allocations).toEqual(['primaries', null]);
  });

  it('changes nothing else once a recycled host is lost in a later task', async () => {
    const { exitCode, output } = await playbook('recycle', {
      ...quick,
      esg_recycle_after_tasks: site.write('after.yml', unreachable),
    });
    expect(exitCode).not.toBe(0);
    expect(output).toContain('UNREACHABLE');
    expect(output).toContain('127.0.5.1 did not finish in this run, so ssi-2 is not recycled');
    expect(requested()).toEqual(['ssi-1']);
  });

  it('fails and undoes the drain when the connection breaks', async () => {
    const executable = site.write('ssh', breakingSsh);
    chmodSync(executable, 0o700);
    const { exitCode, output } = await playbook('recycle', {
      ...commandGate(site.folder),
      ansible_connection: 'ssh',
      ansible_ssh_executable: executable,
      ansible_ssh_transfer_method: 'piped',
      esg_recycle_drain_service: 'kafka',
    });
    expect(exitCode).toBe(2);
    const failure = output.indexOf('ssi-1 became unreachable while its service was stopped');
    expect(failure).toBeGreaterThan(0);
    expect(output.indexOf('Start the service]')).toBeGreaterThan(failure);
    expect(output.lastIndexOf('Restore the cluster]')).toBeGreaterThan(failure);
    expect(requested()).toEqual([]);
  });

  it('drains and restores nothing under a lease that is not valid', async () => {
    const nodes = await openNodes();
    nodes.leavePrepared(addresses[0]);
    const notes = join(site.folder, 'notes');
    const path = join(repository, 'ansible/playbooks/recycle.yml');
    const drained = {
      ...opensearchGate(nodes),
      esg_recycle_drain_tasks: site.write('drain.yml', noting('drain', notes)),
    };
    for (const name of ['recycle', 'restore']) {
      const { exitCode, output } = await site.run(
        'ansible-playbook',
        [path.replace('recycle.yml', `${name}.yml`), '-e', 'esg=kafka', ...asArguments(drained)],
        { env: { ESG_RECYCLER_LEASE: 'bogus' } },
      );
      expect(exitCode).toBe(2);
      expect(output).toContain('ESG_RECYCLER_LEASE');
    }
    expect(nodes.allocations).toEqual([]);
    expect(linesOf(notes)).toEqual([]);
    expect(requested()).toEqual([]);
  });

  it('refuses wrong settings by name before it starts', async () => {
    const minutes = await playbook('recycle', { ...quick, esg_recycle_connection_timeout: '5 minutes' });
    expect(minutes.output).toContain('esg_recycle_connection_timeout: "5 minutes" is not a duration');
    const never = await playbook('recycle', { ...quick, esg_recycle_check_count: 0 });
    expect(never.output).toContain('esg_recycle_check_count: 0 is too low');
    expect([minutes.exitCode, never.exitCode]).toEqual([2, 2]);
    expect(requested()).toEqual([]);
  });

  it('reports what a restore did, and fails where it could not restore', async () => {
    const gate = commandGate(site.folder);
    const done = await playbook('restore', gate);
    expect(done).toMatchObject({ exitCode: 0, output: expect.stringContaining('command has nothing to restore') });
    const misspelt = await playbook('restore', { ...quick, esg_recycle_helth: 'opensearch' });
    expect(misspelt).toMatchObject({ exitCode: 2, output: expect.stringContaining('esg_recycle_helth: the role') });
    const limited = await playbook('restore', gate, '--limit', addresses[1]);
    expect(limited).toMatchObject({ exitCode: 2, output: expect.stringContaining('Remove --limit') });
  });
});

describe('an instance that was recycled and not seen healthy since', () => {
  let site: RollSite;
  const args = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '20s'];
  const run = (more: readonly string[], variables: object) =>
    site.run([...args, ...more, '--', ...asArguments(variables)]);
  /** Recycles one, and fails before its gate is on record as passed. */
  const recycleHalf = async (ssi: string, variables: object): Promise<void> => {
    const after = site.write('after.yml', failing);
    const { exitCode } = await run(['--limit', ssi], { ...variables, esg_recycle_after_tasks: after });
    expect(exitCode).toBe(1);
    expect(site.requested()).toEqual([ssi]);
  };

  beforeEach(async () => {
    site = await startRollSite({ groups: [group] });
    closing.push(() => site.stop());
  });

  it('blocks others until the cluster passes as many checks as after a recycle', async () => {
    const gate = commandGate(site.folder);
    await recycleHalf('ssi-1', gate);
    const { stdout, exitCode } = await run(['--limit', 'ssi-2'], gate);
    expect(stdout).toContain(
      'warn gate-awaited: ssi-1 was recycled, and the health check after its recycle has not passed yet',
    );
    expect(exitCode).toBe(0);
    const checks = linesOf(join(site.folder, 'checks')).filter((evaluate) => evaluate === 'before 127.0.5.2');
    // Once for the plan.
    expect(checks).toHaveLength(1 + 3);
  }, 240_000);

  it('recycles a due instance that is down first', async () => {
    const port = await freePort(addresses);
    const servers = new Map<string, ReturnType<typeof createServer>>();
    const listen = (address: string): void => {
      servers.set(address, createServer((socket) => socket.end()).listen(port, address));
      closing.push(() => void servers.get(address)?.close());
    };
    addresses.forEach(listen);
    const gate = { ...quick, esg_recycle_health: 'tcp', esg_recycle_health_options: { ports: [port] } };
    await recycleHalf('ssi-2', gate);

    servers.get(addresses[0])?.close();
    const rolling = site.start([...args, '--', ...asArguments({ ...gate, esg_recycle_gate_timeout: '30s' })]);
    await site.simulator.waitFor(() => site.requested().length > 1, 100_000);
    listen(addresses[0]);
    const { exitCode, stderr } = await rolling;
    expect(stderr).toContain('ssi-2  deferred: ssi-1 goes first');
    expect(exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-2', 'ssi-1']);
    expect(site.simulator.maxOut()).toBe(1);
  }, 240_000);
});
