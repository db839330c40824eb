import type { Ledger, LedgerCanary } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { plannedOf } from '../fixtures.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { bakeDecision, canariesLeft, endBake, failBake, openCanary, startBake } from './bake.ts';

const start = new Date('2026-11-28T12:00:00Z');
const bakeMs = 600_000;
const target = { 'sig-1': 'ami-new' };

const ledgerOf = (recycled: string[], canary?: Partial<LedgerCanary>): Ledger => ({
  run: 'r1',
  cluster: 'kafka',
  groups: ['sig-1'],
  target,
  startedAt: start.toISOString(),
  canary: { count: 2, bakeMs, done: [], ...canary },
  instances: ['a', 'b', 'c'].map((ssi) => ({
    ssi,
    group: 'sig-1',
    address: null,
    state: recycled.includes(ssi) ? 'recycled' : 'pending',
  })),
});
const at = (ms: number): number => start.getTime() + ms;

describe('bakeDecision', () => {
  it.each([
    ['without a canary', { ...ledgerOf(['a', 'b']), canary: undefined }, { is: 'free' }],
    ['while canaries are left', ledgerOf(['a']), { is: 'free' }],
    ['once the canaries are recycled', ledgerOf(['a', 'b']), { is: 'bake' }],
    ['once an earlier run has recycled them', ledgerOf([], { done: ['x', 'y'] }), { is: 'bake' }],
    ['during the bake', startBake(ledgerOf(['a', 'b']), start), { is: 'bake', untilMs: at(bakeMs) }],
    ['after the bake', endBake(startBake(ledgerOf(['a', 'b']), start), start), { is: 'free' }],
  ])('decides %s', (_, ledger, decision) => expect(bakeDecision(ledger, at(1000))).toEqual(decision));

  it('is free when the time is over', () =>
    expect(bakeDecision(startBake(ledgerOf(['a', 'b']), start), at(bakeMs)).is).toBe('free'));
});

describe('canariesLeft', () => {
  it.each([
    [[], [], 2],
    [['a'], [], 1],
    [['a'], ['a'], 1],
    [['b'], ['a'], 0],
    [['a', 'b', 'c'], [], 0],
  ])('counts %j and earlier %j', (own, done, left) => expect(canariesLeft(ledgerOf(own, { done }))).toBe(left));
});

describe('openCanary', () => {
  const options = { count: 2, bakeMs };
  const interrupted = startBake(ledgerOf(['a', 'b']), start);
  const since = '2026-11-28T11:00:00.000Z';
  const baked = endBake(interrupted, start);
  /** Whose instances are all settled, except those that are due. */
  const planOf = (due: string[] = []) =>
    ['a', 'b', 'c'].map((ssi) =>
      due.includes(ssi) ? plannedOf({ ssi }) : plannedOf({ ssi, due: false, action: 'leave' }),
    );
  const open = (planned: PlannedInstance[], last?: Ledger, changed: Partial<typeof options> = {}) =>
    openCanary({ ...options, ...changed }, { planned }, last);

  it.each([
    ['a first run', undefined, { ...options, done: [] }],
    ['a run after a finished one', { ...interrupted, outcome: 'done' }, { ...options, done: [] }],
    ['a run to another image', { ...interrupted, target: { 'sig-1': 'ami-old' } }, { ...options, done: [] }],
    ['a run after a crash', interrupted, { ...options, done: ['a', 'b'], bakingSince: start.toISOString() }],
    ['a run after a failed bake', failBake(interrupted), { ...options, done: ['a', 'b'] }],
  ])('opens the canary of %s', (_, last, canary) => expect(open(planOf(['c']), last)).toEqual(canary));

  it.each([
    ['an instance that is due again', open(planOf(['a', 'c']), interrupted), { ...options, done: ['b'] }],
    ['an instance that is due again after the bake', open(planOf(['a']), baked), { ...options, done: ['b'] }],
    [
      'a due instance that is left out',
      open([plannedOf({ ssi: 'a', action: 'leave' })], baked),
      { ...options, done: [] },
    ],
    ['a larger canary', open(planOf(['c']), baked, { count: 3 }), { count: 3, bakeMs, done: ['a', 'b'] }],
    ['a longer bake', open(planOf(['c']), interrupted, { bakeMs: 1 }), { count: 2, bakeMs: 1, done: ['a', 'b'] }],
    ['another --since', openCanary(options, { planned: planOf(), since }, interrupted), { ...options, done: [] }],
  ])('starts the bake again for %s', (_, canary, expected) => expect(canary).toEqual(expected));

  it('keeps the bake of the same --since', () =>
    expect(openCanary(options, { planned: planOf(), since }, { ...baked, since })).toEqual(baked.canary));

  it('is absent without the option', () =>
    expect(openCanary(undefined, { planned: planOf() }, interrupted)).toBeUndefined());
});
