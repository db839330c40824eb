import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startSimulator } from '@esg-recycler/spot-simulator';
import { execa } from 'execa';
import { python } from '../support/executables.ts';
import { Checker } from './shapes.ts';

describe("the vendor's own client", () => {
  it('drives the simulator', async () => {
    const simulator = await startSimulator({
      groups: [
        {
          id: 'sig-1',
          name: 'kafka',
          image: 'ami-old',
          instances: [{ id: 'ssi-1', instanceId: 'i-1' }, { id: 'ssi-2' }, { id: 'ssi-3', state: 'PAUSED' }],
        },
      ],
      recycling: { lagMs: 5, requestedMs: 5, durationMs: 10 },
    });
    try {
      const { url, token, accountId, cloud } = simulator;
      const script = join(import.meta.dirname, 'vendor-client.py');
      const args = [url, accountId, 'sig-1', 'ssi-1', 'ssi-2', 'ssi-3', 'ami-new'];
      const { stdout } = await execa(python('python'), [script, ...args], { env: { SPOTINST_TOKEN: token } });

      const accepted = { status: { code: 200, message: 'OK' } };
      expect(JSON.parse(stdout)).toMatchObject({
        groups: [{ id: 'sig-1', name: 'kafka' }],
        group: { id: 'sig-1', strategy: { persistence: { should_persist_private_ip: true } } },
        active: [{ instance_id: 'i-1', group_id: 'sig-1', private_ip: '10.201.0.11' }, { group_id: 'sig-1' }],
        updated: { compute: { launch_specification: { image_id: 'ami-new', key_pair: 'ops' } } },
        stateful: [{ id: 'ssi-1', state: 'ACTIVE' }, { id: 'ssi-2' }, { id: 'ssi-3', state: 'PAUSED' }],
        recycled: accepted,
        resumed: accepted,
        paused: accepted,
        refused: expect.stringContaining('STATEFUL_INSTANCE_DOESNT_EXIST'),
      });
      const stateOf = (ssi: string): string => `${cloud.instance(ssi).state} ${cloud.instance(ssi).imageId}`;
      await simulator.waitFor(
        () => ['ssi-1', 'ssi-2', 'ssi-3'].map(stateOf).join(', ') === 'ACTIVE ami-new, PAUSED ami-old, ACTIVE ami-new',
      );

      const checker = new Checker();
      const problems = simulator.requests.flatMap(({ method, route, path, query, body }) =>
        checker.call({ method, route: route ?? path, query, body }),
      );
      expect(problems).toEqual([]);
    } finally {
      await simulator.stop();
    }
  });
});
