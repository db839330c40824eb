import { describe, expect, it } from '@jest/globals';
import { openRootJournal, type RootJournal } from '../records/root-records.ts';
import { restoreRootPersistence } from './restore-root-persistence.ts';
import { type Fate, cluster, context, journals, restore, scene, settleMs } from './test-support/persisted-root.ts';

describe('restoreRootPersistence', () => {
  const interrupt = async (): Promise<void> => {
    const journal: RootJournal = {
      kind: 'replace-root',
      group: 'sig-1',
      ssi: 'ssi-1',
      data: {
        target: 'ami-new',
        number: 1,
      },
      openedAt: '2025-05-12T08:00:00.000Z',
    };
    await openRootJournal(scene.store, journal);
  };

  it.each<[string, Fate[], string[]]>([
    ['at once', [], ['on']],
    ['when the response is lost', ['answer lost'], ['on']],
    ['when requests are lost, by a later one', ['lost', 'lost'], ['on', 'on', 'on']],
    ['once a deployment that blocks it has ended', ['refused', 'refused'], ['on', 'on', 'on']],
  ])('succeeds %s', async (_, given, expected) => {
    await interrupt();
    scene.isOn = false;
    scene.fates = given;
    expect(await restore()).toEqual([]);
    expect([scene.sent, scene.isOn, await journals()]).toEqual([expected, true, []]);
  });

  it('sends nothing when persistence stays on for the settle time', async () => {
    await interrupt();
    expect(await restore()).toEqual([]);
    expect([scene.sent, await journals()]).toEqual([[], []]);
    expect(scene.time).toBeGreaterThanOrEqual(settleMs);
  });

  it('waits for an update that takes effect late', async () => {
    await interrupt();
    const sleep = async (ms: number): Promise<void> => {
      scene.time += ms;
      if (scene.time === 500) scene.isOn = false;
    };
    const slow = context({ clock: { now: () => scene.time, sleep } });
    expect(
      await restoreRootPersistence(slow, cluster, { lease: scene.lease, pollIntervalMs: 100, groups: ['sig-1'] }),
    ).toEqual([]);
    expect([scene.sent, scene.isOn]).toEqual([['on'], true]);
  });

  it('reports a failure, and keeps the record', async () => {
    await interrupt();
    scene.isOn = false;
    scene.fates = Array.from({ length: 99 }, () => 'refused');
    expect(await restore()).toMatchObject([
      { code: 'root-not-restored', severity: 'block', hint: expect.stringContaining('recover --esg sig-1') },
    ]);
    expect(await journals()).toHaveLength(1);
  });

  it('sends nothing without the lease', async () => {
    await interrupt();
    scene.isOn = false;
    await scene.store.leases.release(scene.lease);
    await expect(restore()).rejects.toMatchObject({ code: 'lease-lost' });
    expect([scene.sent, await journals()]).toMatchObject([[], [{}]]);
  });

  it('does not change other groups', async () => {
    await interrupt();
    scene.isOn = false;
    expect(
      await restoreRootPersistence(context(), cluster, { lease: scene.lease, pollIntervalMs: 100, groups: [] }),
    ).toEqual([]);
    expect(scene.sent).toEqual([]);
  });
});
