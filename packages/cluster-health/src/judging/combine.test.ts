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
    ['one check', [{ role: 'leader' }], { safe: true, role: 'leader' }],
    ['two that pass', [{}, {}], { safe: true, serving: true, role: 'follower' }],
    [
      'one that does not pass',
      [{}, { safe: false, findings: [finding('x')] }],
      { safe: false, findings: [finding('x')] },
    ],
    ['a warning', [{ findings: [finding('x', 'warn')] }, {}], { safe: true }],
    ['one that finds it does not serve', [{ serving: false }, {}], { serving: true }],
    ['all that find it does not serve', [{ serving: false }, { serving: false }], { serving: false }],
    ['one that says it leads', [{ role: 'unknown' }, { role: 'leader' }], { role: 'leader' }],
    ['one that cannot tell whether it leads', [{ role: 'unknown' }, {}], { role: 'unknown' }],
    [
      'what waiting cannot heal',
      [{ unsatisfiable: ['x'] }, { unsatisfiable: ['x', 'y'] }],
      { unsatisfiable: ['x', 'y'] },
    ],
    ['an accepted outage', [{ outage: true }, {}], { outage: true, outageKinds: ['kind 1'] }],
    [
      'an accepted outage where another check does not pass',
      [{ outage: true }, { safe: false, findings: [finding('x')] }],
      { outage: false, outageKinds: [] },
    ],
  ])('%s', (_, given, wanted) => expect(combined(given)).toMatchObject(wanted));

  const ranks = (a: number, b: number, c: number): Partial<KindJudgement> => ({
    ranks: new Map([
      ['a', a],
      ['b', b],
      ['c', c],
    ]),
  });
  it.each<[string, Partial<KindJudgement>[], string[]]>([
    ['a follower by both', [ranks(1, 3, 1), ranks(1, 1, 3)], []],
    ['the leader by one, beside the leader by the other', [ranks(3, 1, 1), ranks(1, 3, 1)], ['c']],
    ['the leader by one, the only one left beside the other leader', [ranks(3, 3, 3), ranks(1, 1, 1)], []],
    ['one that serves, before one that is silent by one', [ranks(1, 1, 1), ranks(1, 0, 1)], ['b']],
    ['a leader that is silent by the other: it goes first', [ranks(3, 1, 1), ranks(0, 1, 1)], []],
    ['what one could not read', [ranks(3, 1, 1), {}], ['b', 'c']],
  ])('order: %s', (_, given, yieldTo) =>
    expect(combined(given, ['a', 'b', 'c'])).toMatchObject({ yieldTo, safe: yieldTo.length === 0 }),
  );
});
