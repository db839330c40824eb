import { describe, expect, it } from '@jest/globals';
import { currentOf, type InstanceProgress, noProgress, tallyOf } from './progress.ts';
import { advance } from './advance.ts';
import { eventAt, failingCheck, finished, planOf, progressAfter } from './test-support/events.ts';

const started = eventAt(10, 'instance_started', 'ssi-1', { stateful: { instanceId: 'i-old' } });
const marksOf = (...events: Parameters<typeof progressAfter>): string[] =>
  progressAfter(planOf(2), ...events).instances.map(({ mark, words }) => `${mark} ${words}`.trim());
const after = (...events: Parameters<typeof progressAfter>): InstanceProgress =>
  currentOf(progressAfter(planOf(2), started, ...events))!;

describe('advance', () => {
  it.each<[string, Parameters<typeof progressAfter>, string]>([
    ['a start', [started], 'running'],
    ['an end', finished('ssi-1', 1, 9), 'done now i-new'],
    ['a skip', [eventAt(1, 'instance_skipped', 'ssi-1', { reason: 'up to date' })], 'skipped skipped: up to date'],
    [
      'a deferral',
      [started, eventAt(11, 'instance_deferred', 'ssi-1', { yieldTo: ['ssi-2'] })],
      'waiting deferred: ssi-2 goes first',
    ],
    [
      'a failure',
      [started, eventAt(11, 'instance_failed', 'ssi-1', { code: 'recycle-error', message: 'no capacity' })],
      'failed FAILED (recycle-error)',
    ],
    [
      'a failure of another instance',
      [started, eventAt(11, 'instance_failed', 'ssi-1', { code: 'other-replaced', message: 'ssi-2 is another' })],
      'waiting not started: ssi-2 is another',
    ],
  ])('marks an instance after %s', (_, events, mark) => {
    expect(marksOf(...events)).toEqual([mark, 'waiting']);
  });

  it('follows the seven phases with the time of each', () => {
    const { phases } = currentOf(progressAfter(planOf(1), ...failingCheck('ssi-1', 0)))!;
    expect(
      phases.map(({ number, startedAt, endedAt }) => [number, startedAt / 1000, endedAt && endedAt / 1000]),
    ).toEqual([
      [1, 0, 2],
      [2, 2, 8],
      [3, 8, 12],
      [4, 12, 75],
      [5, 75, 77],
      [6, 77, 90],
      [7, 90, undefined],
    ]);
  });

  it('leaves out the phases of an instance that only needs its health check', () => {
    const { phases } = after(eventAt(12, 'gate_waiting', 'ssi-1', { phase: 'after', count: 3 }));
    expect(phases.map(({ number }) => number)).toEqual([1, 7]);
  });

  it('begins again after a deferral', () => {
    const { phases, startedAt } = after(
      eventAt(12, 'gate_waiting', 'ssi-1', { phase: 'before' }),
      eventAt(13, 'instance_deferred', 'ssi-1', { yieldTo: ['ssi-2'] }),
      eventAt(20, 'instance_started', 'ssi-1', { stateful: { instanceId: 'i-old' } }),
    );
    expect(phases).toEqual([{ number: 1, startedAt: 20_000 }]);
    expect(startedAt).toBe(20_000);
  });

  it('keeps count and numbers of a check, and the reason until it passes', () => {
    const failing = currentOf(progressAfter(planOf(1), ...failingCheck('ssi-1', 0)))!.check;
    expect(failing).toMatchObject({ phase: 'after', passed: 0, count: 12, numbers: [{ value: 3 }, { value: 118 }] });
    expect(failing?.reasons).toEqual([expect.stringMatching(/^in-sync-replicas: 2 of 120 .*7 \(out of sync: 2\)$/)]);
    const passing = eventAt(99, 'gate_waiting', 'ssi-1', { phase: 'after', passed: 1, count: 12 });
    const { check } = currentOf(progressAfter(planOf(1), ...failingCheck('ssi-1', 0), passing))!;
    expect(check).toMatchObject({ passed: 1, count: 12, reasons: [], numbers: [{ value: 3 }, { value: 118 }] });
  });

  it.each([
    ['the quiet period', 'cluster_watched', { seconds: 60 }, 'waiting for a quiet period of 1m', 80_000],
    ['the mark in Spot', 'cluster_marked', { seconds: 150 }, 'waiting', 170_000],
    ['Spot, while it cannot be read', 'recycle_state', { error: 'HTTP 401' }, 'still waiting', undefined],
  ])('waits for %s', (_, name, data, words, until) => {
    const wait = eventAt(20, name, 'ssi-1', data);
    expect(after(wait).wait).toMatchObject({ words, ...(until && { until }) });
    expect(after(wait, eventAt(21, 'recycle_state', 'ssi-1', { state: 'RECYCLING' })).wait).toBeUndefined();
  });

  it.each([
    ['a hold', 'run_held', { kind: 'hold', reason: 'alice@laptop: deploy' }, 'waiting (hold)', undefined],
    ['the store', 'run_held', { kind: 'store', reason: 'it is away' }, 'waiting for the store', undefined],
    [
      'its window',
      'run_held',
      { kind: 'window', reason: 'closed', until: '1970-01-01T01:00:00Z' },
      'waiting (window)',
      3_600_000,
    ],
    [
      'an approval',
      'approval_waiting',
      { reason: 'the approval of ssi-2', command: 'c' },
      'waiting for the approval of ssi-2',
      undefined,
    ],
  ])('waits for %s between two instances', (_, name, data, words, until) => {
    const held = progressAfter(planOf(2), ...finished('ssi-1', 1, 2), eventAt(5, name, 'ssi-2', data));
    expect(held.wait).toMatchObject({ words, ...(until && { until }) });
    expect(advance(held, eventAt(6, 'instance_started', 'ssi-2')).wait).toBeUndefined();
  });

  it.each([
    ['the end of a bake', 'bake_checked', { seconds: 90 }, 'canary done, checking the cluster'],
    ['Spot', 'spot_unreachable', { error: 'HTTP 503', until: '1970-01-01T01:00:00Z' }, 'waiting for Spot'],
  ])('waits for %s, without an instance', (_, name, data, words) => {
    const waiting = advance(progressAfter(planOf(2), ...finished('ssi-1', 1, 2)), {
      ...eventAt(5, name, 'ssi-2', data),
      ssi: undefined,
    });
    expect(waiting.wait).toMatchObject({ words, until: expect.any(Number) });
  });

  it('reports what Spot shows last', () => {
    const state = { state: 'RECYCLING', instanceId: 'i-old' };
    expect(after(eventAt(20, 'recycle_state', 'ssi-1', state)).spot).toBe('RECYCLING (i-old)');
  });

  it('adds instances that are planned during the roll, and counts without skipped ones', () => {
    const progress = progressAfter(
      planOf(2),
      ...finished('ssi-1', 1, 2),
      eventAt(5, 'instance_skipped', 'ssi-2', { reason: 'up to date' }),
      planOf(4),
    );
    expect(progress.instances.map(({ ssi }) => ssi)).toEqual(['ssi-1', 'ssi-2', 'ssi-3', 'ssi-4']);
    expect(tallyOf(progress)).toEqual({ done: 1, total: 3 });
  });

  it('ignores the tasks of Ansible', () => {
    const progress = progressAfter(planOf(1), started);
    expect(advance(progress, eventAt(12, 'playbook_on_task_start', 'ssi-1'))).toBe(progress);
    expect(advance(noProgress, eventAt(12, 'runner_on_ok', 'ssi-1')).instances).toEqual([]);
  });
});
