import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { type AnsibleSite, startAnsibleSite } from './support/ansible-site.ts';
import { repository } from './support/executables.ts';
import { freePort } from './support/free-port.ts';
import {
  addresses,
  group,
  recycleRoute,
  gateVariables,
  asArguments,
  noting,
  closing,
  linesOf,
} from './support/health-check.ts';

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
