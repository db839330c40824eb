import type { Finding } from '@esg-recycler/core';
import type { PlanCheck } from '@esg-recycler/instance-roller';
import { describe, expect, it } from '@jest/globals';
import { type Candidate, readingOf, viewOf } from '../fixtures.ts';
import { judgePlan } from './judge-plan.ts';

type Judgement = NonNullable<PlanCheck['health']>['judgement'];
type Shown = Partial<Omit<PlanCheck, 'ssi' | 'host'>>;

const block = (code: string): Finding => ({ code, severity: 'block', subject: 'orders-1', message: `${code} is true` });
const warn = (code: string): Finding => ({ ...block(code), severity: 'warn' });
const judged = (change: Partial<Judgement> = {}, kind = 'kafka'): Shown => ({
  health: {
    kinds: [kind],
    judgement: {
      safe: true,
      serving: true,
      role: 'follower',
      yieldTo: [],
      unsatisfiable: [],
      outage: false,
      outageKinds: [],
      findings: [],
      ...change,
    },
  },
});
const open = judged();
const failing = (...codes: string[]): Shown => judged({ safe: false, findings: codes.map(block) });
const lasting = (...codes: string[]): Shown =>
  judged({ safe: false, findings: ['in-sync', ...codes].map(block), unsatisfiable: codes });
const deferred = (...first: number[]): Shown => judged({ safe: false, yieldTo: first.map((n) => `10.0.0.${n}`) });
const closed: Shown = { closedPorts: [{ address: '10.0.0.9', port: 9092 }] };
const unreachable = { connection: { isReached: false, reason: 'no route to host' } };

interface Options {
  overridden?: string[];
  keepsAddresses?: boolean;
  change?: Partial<Candidate>;
}

/** Evaluates a plan with one instance for each check. */
function judge(checks: readonly Shown[], { overridden = [], keepsAddresses = true, change = {} }: Options = {}) {
  const candidates = checks.map((_, index) => ({ ssi: `ssi-${index + 1}`, address: `10.0.0.${index + 1}`, ...change }));
  const reading = readingOf(viewOf(candidates, keepsAddresses));
  const answers = checks.map((shown, index): PlanCheck => ({
    ssi: `ssi-${index + 1}`,
    host: `host-${index + 1}`,
    ...shown,
  }));
  return judgePlan(reading.planned, reading, new Map(answers.map((one) => [one.ssi, one])), overridden);
}
const codes = (checks: readonly Shown[], options?: Options): string[] =>
  judge(checks, options).findings.map(({ severity, code }) => `${severity} ${code}`);

describe('judgePlan', () => {
  it('returns the kind of the health check and overridden findings', () =>
    expect(judge([judged({ findings: [warn('min-isr')] }), open])).toMatchObject({
      kind: 'kafka',
      findings: [warn('min-isr')],
    }));

  it('returns no kind and no result without a health check', () => {
    const { kind, evaluate, findings } = judge([{ closedPorts: [] }, {}]);
    expect([kind, evaluate, findings]).toEqual([undefined, undefined, []]);
  });

  it.each<[string, Shown[], string[]]>([
    ['the health check of the first', [failing('in-sync'), open], ['block in-sync']],
    ['every failing rule of it', [failing('in-sync', 'synced'), open], ['block in-sync', 'block synced']],
    ['that of the first that defers to nobody', [deferred(2), failing('in-sync')], ['block in-sync']],
    ['a rule of a later one that can never pass', [open, lasting('min-isr')], ['block min-isr']],
    ['a port that does not respond', [closed, open], ['block port-closed']],
  ])('blocks on %s', (_, checks, expected) => expect(codes(checks)).toEqual(expected));

  it.each<[string, Shown[]]>([
    ['by a rule that may pass', [open, failing('in-sync')]],
    ['by a port', [open, closed]],
    ['after one that defers and one that may go', [deferred(2, 3), open, failing('in-sync')]],
  ])('allows a later health check to fail %s', (_, checks) => expect(codes(checks)).toEqual([]));

  it('refuses the first instance when another member has no address', () => {
    const reading = readingOf(
      viewOf([
        { ssi: 'ssi-1', address: '10.0.0.1' },
        { ssi: 'ssi-2', due: false },
      ]),
    );
    const due = reading.planned.slice(0, 1);
    const check = { ssi: 'ssi-1', host: 'host-1', ...open };
    expect(judgePlan(due, reading, new Map([['ssi-1', check]]), []).findings).toMatchObject([
      { code: 'other-not-active', message: 'ssi-2 (no address) is ACTIVE' },
    ]);
  });

  it('lists a finding once that several instances share', () => {
    const findings = [warn('single-replica')];
    expect(codes([judged({ findings }), judged({ findings })])).toEqual(['warn single-replica']);
  });

  it('leaves out instances without a check', () => {
    const reading = readingOf(viewOf([{ ssi: 'ssi-1' }]));
    expect(judgePlan(reading.planned, reading, new Map(), [])).toEqual({ findings: [], yieldTo: new Map() });
  });
});

describe('a host that cannot be reached', () => {
  it.each<[string, Shown[]]>([
    ['the first', [{ ...open, ...unreachable }, open]],
    ['a later one', [open, { ...open, ...unreachable }]],
    ['a later one whose health check fails', [open, { ...failing('in-sync'), ...unreachable }]],
    ['one that defers to others', [{ ...deferred(2), ...unreachable }, open]],
    ['without a health check', [{ closedPorts: [], ...unreachable }]],
  ])('blocks a plan: %s', (_, checks) => expect(codes(checks)).toEqual(['block host-unreachable']));

  it('is reported once for each host, with its reason and what to do', () =>
    expect(
      judge([
        { ...open, ...unreachable },
        { ...open, ...unreachable },
      ]).findings,
    ).toMatchObject([
      { subject: 'ssi-1', message: expect.stringContaining('10.0.0.1: no route to host'), hint: expect.any(String) },
      { subject: 'ssi-2', message: expect.stringContaining('10.0.0.2: no route to host') },
    ]));

  it('does not block a host that is down or overridden', () => {
    expect(codes([{ ...judged({ serving: false }), ...unreachable }])).toEqual([]);
    expect(codes([{ ...open, ...unreachable }], { overridden: ['host-unreachable'] })).toEqual([]);
    expect(codes([{ ...open, ...unreachable }], { change: { state: 'ERROR' } })).toEqual([]);
  });
});

describe('the results of the health checks', () => {
  it('list passing, failing and deferring instances', () => {
    const leads = judged({ safe: false, role: 'leader', yieldTo: ['10.0.0.3', '10.0.0.2'] });
    const checks = [leads, deferred(3), open, failing('in-sync', 'synced'), failing('in-sync')];
    expect(judge(checks).evaluate).toEqual({
      kind: 'kafka',
      due: 5,
      open: ['ssi-3'],
      failing: [
        { ssi: 'ssi-4', rules: ['in-sync', 'synced'] },
        { ssi: 'ssi-5', rules: ['in-sync'] },
      ],
      deferred: [
        { ssi: 'ssi-1', leads: true, yieldTo: ['ssi-3', 'ssi-2'] },
        { ssi: 'ssi-2', leads: false, yieldTo: ['ssi-3'] },
      ],
    });
  });

  it('count an instance as passing that only awaits its health check', () =>
    expect(judge([open], { change: { due: false, image: 'ami-new', awaitsGate: true } }).evaluate).toMatchObject({
      open: ['ssi-1'],
    }));

  it('name the instances by id that one defers to', () =>
    expect(judge([deferred(2), open]).yieldTo).toEqual(new Map([['ssi-1', ['ssi-2']]])));
});

describe('findings of the kind of check', () => {
  const lost = { keepsAddresses: false };

  it('blocks a ZooKeeper ensemble whose addresses are not persisted', () =>
    expect(judge([judged({}, 'zookeeper'), judged({}, 'zookeeper')], lost).findings).toMatchObject([
      {
        severity: 'block',
        code: 'address-not-persisted',
        subject: 'sig-1',
        hint: expect.stringContaining('ZooKeeper'),
      },
    ]));

  it('blocks it also when only a later instance is checked as ZooKeeper', () =>
    expect(codes([{}, judged({}, 'zookeeper')], lost)).toEqual(['block address-not-persisted']));

  it('adds no finding that the plan has already', () => expect(codes([open, open], lost)).toEqual([]));

  it('adds no finding where addresses are persisted', () => expect(codes([judged({}, 'zookeeper')])).toEqual([]));
});
