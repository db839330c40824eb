import { expect, it } from '@jest/globals';
import type { StatusView } from '../control/status-view.ts';
import { statusText } from './status-text.ts';

const now = Date.parse('2026-11-28T20:10:00Z');
const view: StatusView = {
  run: '20261128T200000Z-ab12',
  cluster: 'kafka',
  groups: ['sig-1'],
  state: 'waiting',
  operator: 'alice@laptop',
  host: 'laptop',
  pid: 4711,
  startedAt: '2026-11-28T20:00:00.123Z',
  done: 2,
  total: 5,
  instance: { ssi: 'ssi-3', address: '10.0.0.3' },
  doing: { ssi: 'ssi-3', text: 'Spot reports RECYCLING (i-9)', since: '2026-11-28T20:08:00.000Z' },
  waitsFor: {
    kind: 'window',
    reason: 'outside the window 22:00-06:00 UTC',
    since: '2026-11-28T20:09:30.000Z',
    until: '2026-11-28T22:00:00.000Z',
  },
};

it('shows who, how far, what it does, and what it waits for', () =>
  expect(statusText(view, { now }).split('\n')).toEqual([
    'Run 20261128T200000Z-ab12: waiting',
    '  cluster    kafka',
    '  progress   2 of 5 recycled',
    '  operator   alice@laptop (PID 4711)',
    '  started    2026-11-28T20:00:00Z',
    '  now        ssi-3 (10.0.0.3): Spot reports RECYCLING (i-9), for 2m',
    '  waits for  window: outside the window 22:00-06:00 UTC, for 30s, until 2026-11-28T22:00:00Z',
  ]));

it('shows since when a stop is requested, and what it does', () => {
  const stopping = (effect: { instance?: string; isRequested: boolean }): string[] =>
    statusText({ ...view, stop: { requestedAt: '2026-11-28T20:09:00.000Z', ...effect } }, { now }).split('\n');
  const [first, ...rows] = stopping({ instance: 'ssi-3', isRequested: true });
  expect(first).toBe('Run 20261128T200000Z-ab12: stopping');
  expect(rows).toContain('  stop       requested at 2026-11-28T20:09:00Z, for 1m: ssi-3 is finished first');
  expect(stopping({ instance: 'ssi-3', isRequested: false }).join()).toContain('ssi-3 is left as it is, unless');
  expect(stopping({ isRequested: false }).join()).toContain('no recycle is in progress');
});

it('shows how a run ended', () => {
  const ended: StatusView = {
    ...view,
    state: 'ended',
    finishedAt: '2026-11-28T20:09:00.000Z',
    outcome: 'done',
    instance: undefined,
    doing: undefined,
    waitsFor: undefined,
  };
  expect(statusText(ended, { now }).split('\n').slice(0, 3)).toEqual([
    'Run 20261128T200000Z-ab12: ended: done, at 2026-11-28T20:09:00Z',
    '  cluster   kafka',
    '  progress  2 of 5 recycled',
  ]);
});

it('names the host of a shared account or another machine', () =>
  expect(statusText({ ...view, operator: 'alice@laptop', host: 'jump' }, { now })).toContain(
    'alice@laptop (PID 4711 on jump)',
  ));
