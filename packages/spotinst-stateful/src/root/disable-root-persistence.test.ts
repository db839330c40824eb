import { describe, expect, it } from '@jest/globals';
import { instanceOf } from '../fixtures.ts';
import { type Fate, disable, journals, scene, settleMs } from './test-support/persisted-root.ts';

describe('disableRootPersistence', () => {
  it('records the change, and verifies it in the group', async () => {
    await disable();
    expect([scene.sent, scene.isOn]).toEqual([['off'], false]);
    expect(scene.patches).toEqual([{ strategy: { persistence: { shouldPersistRootDevice: false } } }]);
    expect(await journals()).toMatchObject([
      {
        kind: 'replace-root',
        group: 'sig-1',
        ssi: 'ssi-1',
        data: { target: 'ami-new' },
      },
    ]);
  });

  it.each<[string, Fate[], string[]]>([
    ['the response is lost', ['answer lost'], ['off']],
    ['the request is lost, by a second one', ['lost'], ['off', 'off']],
  ])('succeeds when %s', async (_, given, expected) => {
    scene.fates = given;
    await disable();
    expect([scene.sent, scene.isOn]).toEqual([expected, false]);
  });

  it('fails without a record when Spot refuses the update', async () => {
    scene.fates = ['refused'];
    await expect(disable()).rejects.toMatchObject({ code: 'root-persistence-refused', exitCode: 3 });
    expect([scene.sent, await journals()]).toEqual([['off'], []]);
  });

  it('fails after three lost requests, once persistence is confirmed on', async () => {
    scene.fates = ['lost', 'lost', 'lost'];
    await expect(disable()).rejects.toMatchObject({ code: 'root-persistence-refused', findings: [] });
    expect([scene.sent, scene.isOn, await journals()]).toEqual([['off', 'off', 'off'], true, []]);
    expect(scene.time).toBeGreaterThanOrEqual(settleMs);
  });

  it('fails after a lost and a refused request, once persistence is confirmed on', async () => {
    scene.fates = ['lost', 'refused'];
    await expect(disable()).rejects.toMatchObject({ code: 'root-persistence-refused', findings: [] });
    expect([scene.sent, scene.isOn, await journals()]).toEqual([['off', 'off'], true, []]);
    expect(scene.time).toBeGreaterThanOrEqual(settleMs);
  });

  it.each<[string, () => unknown, string]>([
    [
      'another instance is PAUSED',
      () => (scene.instances[1] = instanceOf({ id: 'ssi-2', state: 'PAUSED' })),
      'other-not-active',
    ],
    ['the instance was replaced', () => (scene.instances[0] = instanceOf({ instanceId: 'i-9' })), 'instance-changed'],
    ['the lease is lost', () => scene.store.leases.release(scene.lease), 'lease-lost'],
  ])('changes nothing when %s', async (_, change, code) => {
    await change();
    await expect(disable()).rejects.toMatchObject({ code });
    expect([scene.sent, await journals()]).toEqual([[], []]);
  });

  it('changes nothing when root volumes are not persisted', async () => {
    scene.isOn = false;
    await disable();
    expect([scene.sent, await journals()]).toEqual([[], []]);
  });
});
