import { ownerOf } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { openRootJournal } from '../records/root-records.ts';
import { groupOf, instanceOf } from '../fixtures.ts';
import { suspendedProcesses } from '../marks/pattern.ts';
import { closeIntent, openIntent } from '../records/intents.ts';
import { guard, intentOf, openIntents, scene } from './test-support/guard-scene.ts';

describe('guardRecycle', () => {
  it('passes a request, and records its intent', async () => {
    await guard();
    expect(await openIntents()).toEqual([intentOf()]);
  });

  it('refuses while another run has marked the cluster, after a takeover too', async () => {
    scene.cloud.suspended = suspendedProcesses.map((name, n) => ({
      name,
      expiresAt: new Date(Date.now() + (120 + 11 * n) * 60_000).toISOString(),
    }));
    await expect(guard({ takeOver: 'that run is dead' })).rejects.toMatchObject({
      code: 'rolled-elsewhere',
      exitCode: 4,
    });
    expect(await openIntents()).toEqual([]);
  });

  it('passes one of two simultaneous requests under the same lease', async () => {
    const ends = await Promise.allSettled([guard(), guard()]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await openIntents()).toEqual([intentOf()]);
  });

  it('passes a request again that the rate limit has refused', async () => {
    await guard();
    await closeIntent(scene.store, intentOf());
    await guard();
    expect(await openIntents()).toEqual([intentOf()]);
  });

  it.each<[string, () => unknown, string]>([
    ['the target changed', () => (scene.cloud.group = groupOf({ imageId: 'ami-newer' })), 'target-changed'],
    [
      'root persistence was turned on',
      () => (scene.cloud.group = groupOf({ persistence: { shouldPersistRootDevice: true } })),
      'root-persisted',
    ],
    [
      'another instance is in ERROR',
      () => (scene.cloud.instances[1] = instanceOf({ id: 'ssi-2', state: 'ERROR' })),
      'other-not-active',
    ],
    [
      'an instance of another group is RECYCLING',
      () => (scene.cloud.others = [instanceOf({ id: 'ssi-9', state: 'RECYCLING' })]),
      'other-not-active',
    ],
    ['the instance is RECYCLING', () => (scene.cloud.instances[0] = instanceOf({ state: 'RECYCLING' })), 'not-active'],
    [
      'the instance was replaced',
      () => (scene.cloud.instances[0] = instanceOf({ instanceId: 'i-other' })),
      'instance-changed',
    ],
    [
      'another instance was replaced since the lease was taken',
      async () => {
        const instances = [instanceOf({ id: 'ssi-9', instanceId: 'i-gone' })];
        await scene.store.leaseSessions.put('sig-2', { number: scene.lease.number, instances, endedClean: false });
      },
      'other-replaced',
    ],
    [
      'another instance is no longer listed',
      async () => {
        const instances = [instanceOf({ id: 'ssi-9' }), instanceOf({ id: 'ssi-10' })];
        await scene.store.leaseSessions.put('sig-2', { number: scene.lease.number, instances, endedClean: false });
      },
      'other-missing',
    ],
    [
      'the instance was launched again',
      () => (scene.cloud.instances[0] = instanceOf({ launchedAt: '2026-01-01' })),
      'instance-changed',
    ],
    ['the instance is gone', () => (scene.cloud.instances = []), 'instance-unknown'],
    ['the lease was released', () => scene.store.leases.release(scene.lease), 'lease-lost'],
    [
      'another process has taken the lease',
      async () => {
        await scene.store.leases.release(scene.lease);
        await scene.store.leases.acquire(['sig-2'], { ttlMs: 60_000 });
      },
      'lease-lost',
    ],
    ['another group joined the cluster', () => scene.cloud.listed.push(groupOf({ id: 'sig-3' })), 'lease-lost'],
    ['a group left the cluster', () => scene.cloud.listed.pop(), 'lease-lost'],
    ['the lease expires too early', () => scene.store.leases.renew({ ...scene.lease, ttlMs: 900 }), 'lease-lost'],
  ])('refuses, and leaves no intent, when %s', async (_, change, code) => {
    await change();
    await expect(guard()).rejects.toMatchObject({ code });
    expect(await openIntents()).toEqual([]);
  });

  it.each([
    ['another instance', { ssi: 'ssi-9', group: 'sig-2' }],
    ['this instance under an earlier lease', { number: 1 }],
    [
      'a group that another process counts to this cluster',
      { ssi: 'ssi-7', group: 'sig-7', groups: ['sig-1', 'sig-7'] },
    ],
  ])('refuses while a recycle of %s may be in progress', async (_, fields) => {
    const pending = intentOf(fields);
    await openIntent(scene.store, pending);
    await expect(guard()).rejects.toMatchObject({ code: 'recycle-pending', exitCode: 3 });
    expect(await openIntents()).toEqual([pending]);
  });

  it('refuses while another recycle has turned root persistence off', async () => {
    const data = { target: 'ami-new', number: 1, sender: { ...ownerOf(), pid: 1 } };
    const openedAt = '2025-05-12T08:00:00.000Z';
    await openRootJournal(scene.store, { kind: 'replace-root', group: 'sig-1', ssi: 'ssi-2', data, openedAt });
    await expect(guard()).rejects.toMatchObject({ code: 'root-given-up', exitCode: 3 });
    expect(await openIntents()).toEqual([]);
  });

  it('refuses once a stop is requested', async () => {
    await expect(guard({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'stopped', exitCode: 130 });
    expect(await openIntents()).toEqual([]);
  });
});
