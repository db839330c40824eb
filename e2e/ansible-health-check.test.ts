import { describe, expect, it } from '@jest/globals';
import { localConfig } from './support/ansible-site.ts';
import { freePort } from './support/free-port.ts';
import { addresses, newImage, instances, site, openSite, roll, changes } from './support/playbook-site.ts';

const volumesOnly = { shouldPersistBlockDevices: true, blockDevicesMode: 'reattach' };

describe('the playbook alone', () => {
  it('waits while another instance of the group is being replaced', async () => {
    await openSite();
    site.simulator.cloud.change('ssi-3', { state: 'RESUMING' });
    const { exitCode, output } = await roll('sig-kafka', [], { esg_recycle_gate_timeout: '1s' });
    expect(exitCode).toBe(2);
    expect(output).toContain('The health check before the recycle of ssi-1 fails: ssi-3 (127.0.1.43) is RESUMING');
    expect(changes()).toEqual([]);
  });

  it.each(['PAUSED', 'ERROR'] as const)(
    'does not wait for another instance that stays %s and prints what to do',
    async (state) => {
      await openSite();
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
    await openSite();
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
    await openSite({
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
    await openSite();
    const { exitCode, output } = await roll('sig-kafka', [], { esg_recycle_wait_ports: ports });
    expect(exitCode).toBe(2);
    expect(output).toContain('esg_recycle_wait_ports');
    expect(changes()).toEqual([]);
  });
});
