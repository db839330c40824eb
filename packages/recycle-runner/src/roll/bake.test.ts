import type { Ledger, LedgerCanary } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
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

  it.each([
    ['a first run', undefined, { ...options, done: [] }],
    ['a run after a finished one', { ...interrupted, outcome: 'done' }, { ...options, done: [] }],
    ['a run to another image', { ...interrupted, target: { 'sig-1': 'ami-old' } }, { ...options, done: [] }],
    ['a run after a crash', interrupted, { ...options, done: ['a', 'b'], bakingSince: start.toISOString() }],
    ['a run after a failed bake', failBake(interrupted), { ...options, done: ['a', 'b'] }],
  ])('opens the canary of %s', (_, last, canary) => expect(openCanary(options, target, last)).toEqual(canary));

  it('is absent without the option', () => expect(openCanary(undefined, target, interrupted)).toBeUndefined());
});
