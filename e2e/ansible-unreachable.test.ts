import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { freePort } from './support/free-port.ts';
import { addresses, site, openSite, roll, changes, recap } from './support/playbook-site.ts';

describe('the playbook alone', () => {
  describe('a host that Ansible cannot connect to', () => {
    const drained = {
      esg_recycle_connection_timeout: '1s',
      esg_recycle_drain_service: 'kafka',
      esg_recycle_poll_interval: '200ms',
    };
    const open = async () => {
      await openSite();
      site.write('site.spotinst_esg.yml', "plugin: spotinst_esg\ncompose:\n  ansible_port: '1'\n");
      return {
        ran: join(site.folder, 'ran'),
        before: site.write(
          'before.yml',
          `- ansible.builtin.file: { path: "${site.folder}/ran", state: touch }\n  delegate_to: localhost\n`,
        ),
      };
    };

    it('is refused by rule name before anything changes, while it is ACTIVE', async () => {
      const { ran, before } = await open();
      const { exitCode, output } = await roll('sig-kafka', [], { ...drained, esg_recycle_before_tasks: before });
      expect(exitCode).toBe(2);
      expect(output).toContain('ssi-1 is ACTIVE, but Ansible cannot connect to 127.0.1.41: Failed to connect');
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
      for (const address of addresses) expect(output).toContain(`is ACTIVE, but Ansible cannot connect to ${address}`);
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
