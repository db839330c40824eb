import { EsgError, ExitCode } from '@esg-recycler/core';
import { describe, expect, it } from '@jest/globals';
import type { Context } from '../context.ts';
import { liftSuspensions } from './lift-suspensions.ts';
import { applySuspensions } from './suspensions.ts';
import {
  age,
  all,
  apply,
  cluster,
  context,
  everything,
  groups,
  lift,
  minuteMs,
  options,
  scene,
  suspensionJournals,
  suspensions,
  takeOver,
} from './test-support/two-groups.ts';

describe('suspensions', () => {
  it('are set and recorded in every group, and removed completely', async () => {
    await apply();
    expect(everything()).toEqual([all, all]);
    const [first] = await suspensionJournals();
    expect(first).toMatchObject({ group: 'sig-1', number: scene.lease.number });
    expect(first?.marks).toEqual(
      suspensions('sig-1').map((one) => ({
        ...one,
        requestedAt: expect.any(String),
        ttlInMinutes: expect.any(Number),
      })),
    );
    const minutes = first?.marks.map(({ ttlInMinutes }) => ttlInMinutes - 210) ?? [];
    expect(minutes[0]).toBe(0);
    expect(new Set(minutes.map((one) => one % 5)).size).toBe(4);
    await lift();
    expect(everything()).toEqual([[], []]);
    expect(await suspensionJournals()).toEqual([]);
    expect(scene.changes).toEqual(['suspend sig-1', 'suspend sig-2', 'lift sig-1', 'lift sig-2']);
  });

  it('are renewed when a recycle may outlast them', async () => {
    await apply();
    scene.changes = [];
    await apply();
    expect(scene.changes).toEqual([]);
    await applySuspensions(context(), cluster, { lease: scene.lease, ...options, timeoutMs: 10 * options.timeoutMs });
    expect(scene.changes).toEqual(['suspend sig-1', 'suspend sig-2']);
  });

  it('are not taken back from a run that took them over', async () => {
    const fields = { takeOver: 'that run is dead' };
    await apply();
    scene.changes = [];
    await age(11);
    for (const [n, name] of all.entries()) {
      scene.cloud.get('sig-1')?.set(name, new Date(Date.now() + (240 + 11 * n) * minuteMs).toISOString());
    }
    await expect(apply(fields)).rejects.toMatchObject({ code: 'rolled-elsewhere', exitCode: 4 });
    expect(scene.changes).toEqual([]);
  });

  it('are recorded before they are requested', async () => {
    scene.failures = [{ outcome: 'unknown', takesEffect: true }];
    await expect(apply()).rejects.toMatchObject({ code: 'fence-failed', exitCode: 3 });
    const [suspensionJournal] = await suspensionJournals();
    expect(suspensionJournal?.marks.map(({ name, expiresAt }) => [name, expiresAt])).toEqual(
      all.map((name) => [name, null]),
    );
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it('are renewed for the next instance, and removed at the end', async () => {
    await apply();
    await age(11);
    await apply();
    expect(scene.changes).toHaveLength(4);
    expect(await suspensionJournals()).toHaveLength(2);
    await lift();
    expect(everything()).toEqual([[], []]);
  });

  it('that ended during a long wait are set again, with the wait for other runs', async () => {
    await apply();
    await age(300);
    for (const group of scene.cloud.values()) group.clear();
    let waited = 0;
    const clock = { now: () => waited, sleep: async (ms: number) => void (waited += ms) };
    expect(await apply({ isShared: false, clock })).toEqual({ hasWaited: true });
    expect(waited).toBeGreaterThan(1000);
    expect([everything(), scene.changes.slice(2)]).toEqual([
      [all, all],
      ['suspend sig-1', 'suspend sig-2'],
    ]);
  });

  it('that ended during a long wait yield to a run that has marked the cluster', async () => {
    await apply();
    await age(300);
    for (const group of scene.cloud.values()) group.clear();
    for (const [n, name] of all.entries()) {
      scene.cloud.get('sig-2')?.set(name, new Date(Date.now() + (240 + 11 * n) * minuteMs).toISOString());
    }
    await expect(apply()).rejects.toMatchObject({ code: 'rolled-elsewhere', exitCode: 4 });
    expect(scene.changes).toHaveLength(2);
  });

  it('do not change suspensions of somebody else', async () => {
    scene.cloud.get('sig-1')?.set('SCHEDULING', null);
    scene.cloud.get('sig-2')?.set('SCHEDULING', '2099-01-01T00:00:00.000+0000');
    await apply();
    scene.cloud.get('sig-1')?.set('REVERT_PREFERRED', null);
    await apply();
    await lift();
    expect(scene.cloud.get('sig-1')).toEqual(new Map([['SCHEDULING', null], ['REVERT_PREFERRED', null]])); // prettier-ignore
    expect(scene.cloud.get('sig-2')).toEqual(new Map([['SCHEDULING', '2099-01-01T00:00:00.000+0000']]));
  });

  it("block a recycle when somebody else's end too early in any group", async () => {
    scene.cloud.get('sig-2')?.set('SCHEDULING', new Date(Date.now() + 39 * minuteMs).toISOString());
    await expect(apply()).rejects.toMatchObject({
      code: 'fence-expires',
      exitCode: 3,
      findings: [{ subject: 'sig-2', severity: 'block' }],
    });
    expect([scene.changes, await suspensionJournals()]).toEqual([[], []]);
  });

  it('are not renewed within ten minutes under the same lease', async () => {
    await apply();
    await age(9);
    await apply();
    expect(scene.changes).toHaveLength(2);
    scene.lease = await takeOver();
    await apply();
    expect(scene.changes).toHaveLength(4);
  });

  it('are retried after a transient error', async () => {
    scene.failures = [{ outcome: 'unknown', transient: true }];
    await apply();
    expect(scene.changes).toEqual(['suspend sig-1', 'suspend sig-1', 'suspend sig-2']);
    scene.failures = [{ outcome: 'unknown', transient: true, takesEffect: true }];
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it("fail with Spot's reason, and keep the earlier record", async () => {
    await apply();
    await age(11);
    scene.failures = [{ outcome: 'refused' }];
    const before = await suspensionJournals();
    await expect(apply()).rejects.toMatchObject({
      code: 'fence-failed',
      exitCode: 3,
      message: expect.stringMatching(/SCHEDULING.* of sig-1, .*it went wrong/),
      findings: [{ code: 'fence-failed', severity: 'block', subject: 'sig-1' }],
    });
    expect(await suspensionJournals()).toEqual(before);
  });

  it.each<[string, string, () => Promise<unknown>, Partial<Context>]>([
    ['after the lease is lost', 'lease-lost', takeOver, {}],
    ['after a stop is requested', 'stopped', async () => {}, { signal: AbortSignal.abort() }],
  ])('are not set %s, without a record', async (_, code, happens, fields) => {
    await happens();
    await expect(apply(fields)).rejects.toMatchObject({ code });
    expect([scene.changes, await suspensionJournals()]).toEqual([[], []]);
  });

  it('that cannot be removed are reported and stay recorded, without an error', async () => {
    await apply();
    scene.failures = [{ outcome: 'refused' }, { outcome: 'refused' }];
    await lift();
    expect(scene.reported.slice(-2)).toEqual(
      groups.map((id) => expect.stringMatching(new RegExp(`^${id}: cannot resume .*SCHEDULING \\(until 20.*wrong`))),
    );
    expect(await suspensionJournals()).toHaveLength(2);
  });

  it('whose record cannot be removed are reported as resumed', async () => {
    await apply();
    const full = new EsgError('database or disk is full', { code: 'store-failed', exitCode: ExitCode.failed });
    const journals = { ...scene.store.journals, delete: () => Promise.reject(full) };
    await liftSuspensions(context({ store: { ...scene.store, journals } }), cluster, scene.lease);
    expect(everything()).toEqual([[], []]);
    expect(scene.reported.slice(-2)).toEqual([
      'sig-2: resumed PREVENTIVE_REPLACEMENT, OUT_OF_STRATEGY, REVERT_PREFERRED, SCHEDULING',
      'sig-2: the record of its suspensions stays until the next run: database or disk is full',
    ]);
    expect(scene.reported.join()).not.toContain('cannot resume');
    await lift();
    expect(await suspensionJournals()).toEqual([]);
  });
});
