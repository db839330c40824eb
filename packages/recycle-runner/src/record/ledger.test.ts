import { describe, expect, it } from '@jest/globals';
import type { Ledger } from '@esg-recycler/esg-store';
import { plannedOf } from '../fixtures.ts';
import { amend, markInterrupted, openLedger, reconcile } from './ledger.ts';
import type { PlannedInstance } from '../plan/plan.ts';

const planned = (ssi: string, change: Partial<PlannedInstance> = {}): PlannedInstance =>
  plannedOf({ ssi, address: '10.0.0.1', ...change });
const settled = (ssi: string): PlannedInstance =>
  planned(ssi, { action: 'leave', code: 'on-target', why: 'up to date', image: 'ami-new', due: false });
const header = { run: 'r1', cluster: 'kafka', groups: ['sig-1'], startedAt: '2026-11-23T07:05:54.000Z' };
const states = (ledger: Ledger): string[] => ledger.instances.map(({ ssi, state }) => `${ssi} ${state}`);
const before = { instanceId: 'i-1', imageId: 'ami-old', privateIp: '10.0.0.1', launchedAt: null, devices: [] };

describe('openLedger', () => {
  it('lists every planned instance, and why some are skipped', () => {
    const ledger = openLedger(header, [planned('ssi-1'), settled('ssi-2')]);
    expect(ledger).toMatchObject({ ...header, target: { 'sig-1': 'ami-new' } });
    expect(ledger.instances).toEqual([
      { ssi: 'ssi-1', group: 'sig-1', address: '10.0.0.1', state: 'pending' },
      { ssi: 'ssi-2', group: 'sig-1', address: '10.0.0.1', state: 'skipped', reason: 'up to date' },
    ]);
  });

  it('records the image of every group', () => {
    const ledger = openLedger(header, [planned('a'), planned('b', { group: 'sig-2', target: 'ami-2' }), planned('c')]);
    expect(ledger.target).toEqual({ 'sig-1': 'ami-new', 'sig-2': 'ami-2' });
  });
});

describe('reconcile', () => {
  const start = openLedger(header, [planned('ssi-1'), planned('ssi-2'), settled('ssi-3')]);

  it('changes nothing when nothing changed', () => {
    const { ledger, changes } = reconcile(start, [planned('ssi-1'), planned('ssi-2'), settled('ssi-3')]);
    expect(ledger).toEqual(start);
    expect(changes).toEqual({ appended: [], gone: [], settled: [] });
  });

  it('adds new instances, and marks gone and up-to-date ones', () => {
    const { ledger, changes } = reconcile(start, [
      settled('ssi-2'),
      settled('ssi-3'),
      planned('ssi-4'),
      settled('ssi-5'),
    ]);
    expect(states(ledger)).toEqual(['ssi-1 gone', 'ssi-2 skipped', 'ssi-3 skipped', 'ssi-4 pending', 'ssi-5 skipped']);
    expect(changes).toEqual({ appended: ['ssi-4'], gone: ['ssi-1'], settled: ['ssi-2'] });
  });

  it('reopens an instance that is due again', () => {
    expect(states(reconcile(start, [planned('ssi-3')]).ledger)).toContain('ssi-3 pending');
  });

  it.each(['running', 'recycled', 'failed', 'interrupted'] as const)('keeps an instance that is %s', (state) => {
    const ledger = amend(start, 'ssi-1', { state });
    expect(states(reconcile(ledger, [planned('ssi-2'), settled('ssi-3')]).ledger)).toContain(`ssi-1 ${state}`);
  });
});

describe('amend', () => {
  it('drops the reason together with its state', () => {
    const failed = amend(openLedger(header, [planned('ssi-1')]), 'ssi-1', { state: 'failed', reason: 'no capacity' });
    expect(failed.instances[0]).toMatchObject({ state: 'failed', reason: 'no capacity' });
    expect(amend(failed, 'ssi-1', { state: 'running' }).instances[0]?.reason).toBeUndefined();
    expect(amend(failed, 'ssi-1', { before }).instances[0]).toMatchObject({
      state: 'failed',
      reason: 'no capacity',
      before,
    });
  });
});

describe('a deferred instance', () => {
  const deferred = amend(openLedger(header, [planned('ssi-1'), planned('ssi-2')]), 'ssi-1', {
    state: 'deferred',
    reason: 'ssi-2 goes first',
  });

  it('stays deferred, with its reason, while it is due', () => {
    const { ledger, changes } = reconcile(deferred, [planned('ssi-1'), planned('ssi-2')]);
    expect(ledger).toEqual(deferred);
    expect(changes).toEqual({ appended: [], gone: [], settled: [] });
  });

  it('is skipped when it is up to date or gone by then', () => {
    const { ledger, changes } = reconcile(deferred, [settled('ssi-1'), planned('ssi-2')]);
    expect([states(ledger), changes.settled]).toEqual([['ssi-1 skipped', 'ssi-2 pending'], ['ssi-1']]);
    expect(reconcile(deferred, [planned('ssi-2')]).changes.gone).toEqual(['ssi-1']);
  });
});

describe('markInterrupted', () => {
  it('closes the ledger of an interrupted run', () => {
    const running = amend(openLedger(header, [planned('ssi-1'), planned('ssi-2')]), 'ssi-1', { state: 'running' });
    const ledger = markInterrupted(running, new Date('2026-11-23T08:00:00.000Z'));
    expect(ledger).toMatchObject({ outcome: 'interrupted', finishedAt: '2026-11-23T08:00:00.000Z' });
    expect(states(ledger)).toEqual(['ssi-1 interrupted', 'ssi-2 pending']);
  });
});
