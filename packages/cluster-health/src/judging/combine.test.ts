import { expect, it } from '@jest/globals';
import { combineJudgements } from './combine.ts';
import type { Judgement } from './judgement.ts';

const passing: Judgement = {
  safe: true,
  serving: true,
  role: 'follower',
  yieldTo: [],
  unsatisfiable: [],
  outage: false,
  findings: [],
};
const finding = (code: string) => ({ code, severity: 'block' as const, subject: 'a', message: code });

it.each<[string, Partial<Judgement>[], Partial<Judgement>]>([
  ['one check', [{ role: 'leader' }], { safe: true, role: 'leader' }],
  ['two that pass', [{}, {}], { safe: true, serving: true, role: 'follower' }],
  [
    'one that does not pass',
    [{}, { safe: false, findings: [finding('x')] }],
    { safe: false, findings: [finding('x')] },
  ],
  ['one that finds it does not serve', [{ serving: false }, {}], { serving: false }],
  ['one that says it leads', [{ role: 'unknown' }, { role: 'leader' }], { role: 'leader' }],
  ['one that cannot tell whether it leads', [{ role: 'unknown' }, {}], { role: 'unknown' }],
  ['those that any puts first', [{ yieldTo: ['b', 'c'] }, { yieldTo: ['c', 'd'] }], { yieldTo: ['b', 'c', 'd'] }],
  [
    'what waiting cannot heal',
    [{ unsatisfiable: ['x'] }, { unsatisfiable: ['x', 'y'] }],
    { unsatisfiable: ['x', 'y'] },
  ],
  ['an accepted outage', [{ outage: true }, {}], { outage: true }],
  ['an accepted outage where another check does not pass', [{ outage: true }, { safe: false }], { outage: false }],
])('combines %s', (_, given, wanted) =>
  expect(combineJudgements(given.map((fields) => ({ ...passing, ...fields })))).toMatchObject(wanted),
);
