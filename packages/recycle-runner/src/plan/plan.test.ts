import { describe, expect, it } from '@jest/globals';
import { type Candidate, planOf, viewOf } from '../fixtures.ts';
import { planRoll, resolveLimit } from './plan.ts';

const candidate = (ssi: string, change: Partial<Candidate> = {}): Partial<Candidate> => ({
  ssi,
  address: '10.0.0.1',
  launchedAt: '2026-01-01T00:00:00.000Z',
  ...change,
});
const order = (...candidates: Partial<Candidate>[]): string[] => planOf(...candidates).map(({ ssi }) => ssi);

describe('planRoll', () => {
  it.each<[string, Partial<Candidate>, string, string, string]>([
    ['not on the target', {}, 'recycle', 'not-on-target', 'image differs'],
    ['on the target', { image: 'ami-new', due: false }, 'leave', 'on-target', 'up to date'],
    ['on the target, but down', { image: 'ami-new', due: false, state: 'PAUSED' }, 'leave', 'on-target', 'up to date'],
    ['of unknown image', { image: null, due: null }, 'unclear', 'image-unknown', 'image unknown'],
    [
      'older than --since',
      { image: 'ami-new' },
      'recycle',
      'launched-before',
      'launched before 2026-06-01T00:00:00.000Z',
    ],
    ['whose recycle was requested', { due: false, isUnderWay: true }, 'recycle', 'under-way', 'recycle in progress'],
    [
      'recycled, without a passed health check',
      { image: 'ami-new', due: false, awaitsGate: true },
      'recycle',
      'check-awaited',
      'recycled, health check pending',
    ],
    [
      'recycled, without a passed health check, and due again',
      { awaitsGate: true },
      'recycle',
      'not-on-target',
      'image differs',
    ],
  ])('plans an instance %s', (_, change, action, code, why) => {
    const chosen = new Set(['sig-1']);
    const since = Date.parse('2026-06-01T00:00:00.000Z');
    const { planned } = planRoll(viewOf([candidate('ssi-1', change)]), { chosen, since });
    expect(planned).toMatchObject([{ action, code, why }]);
  });

  it('copies what Spot reports for an instance', () => {
    const shown = { ssi: 'ssi-1', group: 'sig-2', groupName: 'kafka-b', address: '10.0.0.1', state: 'ACTIVE' };
    const [planned] = planOf({ ...shown, launchedAt: '2026-01-01T00:00:00.000Z' });
    expect(planned).toEqual({
      ...shown,
      image: 'ami-old',
      target: 'ami-new',
      launchedAt: '2026-01-01T00:00:00.000Z',
      due: true,
      isUnderWay: false,
      awaitsGate: false,
      action: 'recycle',
      code: 'not-on-target',
      why: 'image differs',
    });
  });

  it('sorts by address, numerically, then by id', () => {
    const [first, second, third, fourth] = [
      candidate('ssi-d', { address: '10.0.0.9' }),
      candidate('ssi-b', { address: '10.0.0.10' }),
      candidate('ssi-c', { address: '10.0.0.10' }),
      candidate('ssi-a', { address: '10.0.1.2' }),
    ] as const;
    expect(order(fourth, third, second, first)).toEqual(['ssi-d', 'ssi-b', 'ssi-c', 'ssi-a']);
    expect(order(second, fourth, first, third)).toEqual(['ssi-d', 'ssi-b', 'ssi-c', 'ssi-a']);
  });

  it('puts interrupted recycles first, then what is down, and last what stays', () =>
    expect(
      order(
        candidate('ssi-done', { due: false, address: '10.0.0.1' }),
        candidate('ssi-healthy', { address: '10.0.0.2' }),
        candidate('ssi-error', { state: 'ERROR', address: '10.0.0.3' }),
        candidate('ssi-requested', { isUnderWay: true, address: '10.0.0.4' }),
      ),
    ).toEqual(['ssi-requested', 'ssi-error', 'ssi-healthy', 'ssi-done']));

  it('limits the plan to ids and addresses', () => {
    const candidates = ['1', '2', '3'].map((n) => ({ ssi: `ssi-${n}`, address: `10.0.0.${n}` }));
    const limit = resolveLimit(candidates, ['ssi-3', '10.0.0.2']);
    const { planned } = planRoll(viewOf(candidates), { chosen: new Set(['sig-1']), limit });
    expect(planned.map(({ ssi, action, why }) => [ssi, action, why])).toEqual([
      ['ssi-2', 'recycle', 'image differs'],
      ['ssi-3', 'recycle', 'image differs'],
      ['ssi-1', 'leave', 'not in --limit'],
    ]);
  });

  it('leaves out other groups, but keeps their instances in the facts', () => {
    const view = viewOf([{ ssi: 'ssi-1' }, { ssi: 'ssi-2', group: 'sig-2', state: 'ERROR' }]);
    const { planned, facts } = planRoll(view, { chosen: new Set(['sig-1']) });
    expect(planned.map(({ ssi }) => ssi)).toEqual(['ssi-1']);
    expect(facts.get('ssi-1')?.instance.others).toMatchObject([{ ssi: 'ssi-2', state: 'ERROR' }]);
  });
});

describe('resolveLimit', () => {
  it('refuses a limit that matches no instance', () =>
    expect(() => resolveLimit([{ ssi: 'ssi-1', address: '10.0.0.1' }], ['ssi-7'])).toThrow(
      expect.objectContaining({ code: 'limit-unknown', exitCode: 2, hint: 'Name one of: ssi-1 (10.0.0.1)' }),
    ));
});
