import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { due, zookeeper, folder, simulator, simulate, run, recycleArguments } from './support/stateful-site.ts';

describe('list and inspect', () => {
  it('show what is there and what is due, and change nothing', async () => {
    await simulate();
    const head = { esg: 'sig-zk', name: 'zoo keeper', cluster: 'sig-zk', target: 'ami-new' };
    expect((await run(['list', '--esg', 'zoo keeper'])).document).toMatchObject({
      ...head,
      instances: ['ssi-1', 'ssi-2', 'ssi-3'].map((id) => ({ id, state: 'ACTIVE', imageId: 'ami-old', due: true })),
    });
    const { privateIp } = simulator.cloud.instance('ssi-1');
    const inspected = { stateful: { id: 'ssi-1' }, due: true, address: privateIp, findings: [] };
    expect((await run(['inspect', '--esg', 'sig-zk', '--id', 'ssi-1'])).document).toMatchObject({
      ...head,
      ...inspected,
    });
    expect((await run(['inspect', '--esg', 'sig-zk'])).document).toMatchObject({
      ...head,
      account: simulator.accountId,
      findings: [],
      instances: [inspected, {}, {}],
    });
    expect(simulator.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('do not judge by the image of an instance with a persisted root volume', async () => {
    const persistence = { shouldPersistPrivateIp: true, shouldPersistRootDevice: true };
    await simulate({ groups: [{ ...zookeeper, persistence }] });
    const { document } = await run(['list', '--esg', 'sig-zk']);
    expect(document.instances.map(({ due: isDue }: { due: boolean | null }) => isDue)).toEqual([null, null, null]);
  });

  it('find the address of an instance that persists none', async () => {
    const persistence = { shouldPersistPrivateIp: false, shouldPersistBlockDevices: true };
    await simulate({ groups: [{ ...zookeeper, persistence }] });
    const { document } = await run(['inspect', '--esg', 'sig-zk', '--id', 'ssi-1']);
    expect(document).toMatchObject({
      stateful: { privateIp: null },
      address: expect.stringMatching(/^\d+(\.\d+){3}$/),
    });
  });

  it('name every instance of the cluster with its address, those of other groups too', async () => {
    const persistence = { shouldPersistPrivateIp: false, shouldPersistBlockDevices: true };
    const other = { ...zookeeper, id: 'sig-zk-b', name: 'zoo keeper b', instances: due('ssi-9'), persistence };
    await simulate({ groups: [zookeeper, other] });
    writeFileSync(join(folder, 'zk.spotinst_esg.yml'), "plugin: spotinst_esg\nclusters:\n  zk: ['zoo keeper*']\n");
    const { document } = await run(['inspect', '--esg', 'sig-zk']);
    expect(document.instances).toHaveLength(3);
    expect(document.members).toHaveLength(4);
    expect(document.members.at(-1)).toMatchObject({
      esg: 'sig-zk-b',
      stateful: { id: 'ssi-9', privateIp: null },
      address: expect.stringMatching(/^\d+(\.\d+){3}$/),
    });
  });

  it('show that a recycled instance awaits its check, until that has passed', async () => {
    await simulate();
    const inspect = async () => (await run(['inspect', '--esg', 'sig-zk', '--id', 'ssi-1'])).document.awaitsGate;
    const passed = async () => (await run(['passed', '--esg', 'sig-zk', '--id', 'ssi-1'])).document.awaited;
    expect(await inspect()).toBe(false);
    await run(recycleArguments('ssi-1'));
    expect(await inspect()).toBe(true);
    expect([await passed(), await passed()]).toEqual([true, false]);
    expect(await inspect()).toBe(false);
  });
});
