import { describe, expect, it } from '@jest/globals';
import { questionOf } from '../test-support/questions.ts';
import { type ClusterJudgement, combineJudgements } from './combine.ts';
import type { KindJudgement } from './judgement.ts';

const passing: KindJudgement = {
  safe: true,
  serving: true,
  role: 'follower',
  yieldTo: [],
  unsatisfiable: [],
  outage: false,
  findings: [],
  ranks: new Map(),
};
const finding = (code: string, severity: 'block' | 'warn' = 'block') => ({
  code,
  severity,
  subject: 'a',
  message: code,
});
const combined = (given: Partial<KindJudgement>[], due: string[] = []) =>
  combineJudgements(
    given.map((fields, index) => [`kind ${index + 1}`, { ...passing, ...fields }] as const),
    questionOf({ node: 'a', nodes: ['a', 'b', 'c'], due }),
  );

describe('combineJudgements', () => {
  it.each<[string, Partial<KindJudgement>[], Partial<ClusterJudgement>]>([
    ['passes the result of one kind on', [{ role: 'leader' }], { safe: true, role: 'leader' }],
    ['passes if both pass', [{}, {}], { safe: true, serving: true, role: 'follower' }],
    ['fails if one fails', [{}, { safe: false, findings: [finding('x')] }], { safe: false, findings: [finding('x')] }],
    ['passes with a warning', [{ findings: [finding('x', 'warn')] }, {}], { safe: true }],
    ['is serving if one finds it serving', [{ serving: false }, {}], { serving: true }],
    ['is not serving if none finds it serving', [{ serving: false }, { serving: false }], { serving: false }],
    ['leads if one finds it leading', [{ role: 'unknown' }, { role: 'leader' }], { role: 'leader' }],
    ['has an unknown role if one cannot determine it', [{ role: 'unknown' }, {}], { role: 'unknown' }],
    [
      'collects the lasting rules',
      [{ unsatisfiable: ['x'] }, { unsatisfiable: ['x', 'y'] }],
      { unsatisfiable: ['x', 'y'] },
    ],
    ['reports an accepted outage with its kind', [{ outage: true }, {}], { outage: true, outageKinds: ['kind 1'] }],
    [
      'reports no outage if another kind fails',
      [{ outage: true }, { safe: false, findings: [finding('x')] }],
      { outage: false, outageKinds: [] },
    ],
  ])('%s', (_, given, wanted) => expect(combined(given)).toMatchObject(wanted));

  it('names the section of each rule', () =>
    expect(combined([{ findings: [finding('x')] }, { findings: [finding('role-unknown')] }]).findings).toMatchObject([
      { code: 'x', runbook: 'docs/health-checks/kind 1.md#x' },
      { code: 'role-unknown', runbook: 'docs/health-checks/index.md#role-unknown' },
    ]));

  const ranks = (a: number, b: number, c: number): Partial<KindJudgement> => ({
    ranks: new Map([
      ['a', a],
      ['b', b],
      ['c', c],
    ]),
  });
  it.each<[string, Partial<KindJudgement>[], string[]]>([
    ['lets a follower by both go', [ranks(1, 3, 1), ranks(1, 1, 3)], []],
    ['lets the leader by one wait for followers', [ranks(3, 1, 1), ranks(1, 3, 1)], ['c']],
    ['lets the leader by one go if only leaders remain', [ranks(3, 3, 3), ranks(1, 1, 1)], []],
    ['lets a serving node wait for a silent one', [ranks(1, 1, 1), ranks(1, 0, 1)], ['b']],
    ['lets a leader that is silent by the other go', [ranks(3, 1, 1), ranks(0, 1, 1)], []],
    ['uses the order of one if the other could not be read', [ranks(3, 1, 1), {}], ['b', 'c']],
  ])('%s', (_, given, yieldTo) =>
    expect(combined(given, ['a', 'b', 'c'])).toMatchObject({ yieldTo, safe: yieldTo.length === 0 }),
  );
});
