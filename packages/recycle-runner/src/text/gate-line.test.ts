import { describe, expect, it } from '@jest/globals';
import type { GateCheck } from '../check/gate-view.ts';
import { gateLine } from './gate-line.ts';

const ids = (...numbers: number[]): string[] => numbers.map((n) => `ssi-${n}`);
const deferred = (n: number, role: 'leader' | 'follower', ...first: number[]) => ({
  ssi: `ssi-${n}`,
  leads: role === 'leader',
  yieldTo: ids(...first),
});
const evaluate = (due: number, fields: Partial<GateCheck>): GateCheck => ({
  kind: 'zookeeper',
  due,
  open: [],
  failing: [],
  deferred: [],
  ...fields,
});

describe('gateLine', () => {
  it.each<[string, Partial<GateCheck>, string]>([
    ['all are healthy', { open: ids(1, 2, 3) }, 'open for each of them'],
    [
      'one leads',
      { open: ids(2, 3), deferred: [deferred(1, 'leader', 2, 3)] },
      'open for ssi-2, ssi-3; ssi-1 leads and goes last',
    ],
    [
      'another does not serve',
      { open: ids(3), deferred: [deferred(1, 'leader', 3, 2), deferred(2, 'follower', 3)] },
      'open for ssi-3; ssi-3 goes first, ssi-1 leads and goes last',
    ],
    [
      'a later one is shut',
      { open: ids(1, 2), failing: [{ ssi: 'ssi-3', rules: ['in-sync'] }] },
      'open for ssi-1, ssi-2, shut for ssi-3 (in-sync) as of now',
    ],
  ])('says in one line that %s', (_, fields, expected) =>
    expect(gateLine(evaluate(3, fields))).toBe(`gate zookeeper: looked at, ${expected}`),
  );

  it('counts where names would fill the line', () =>
    expect(gateLine(evaluate(7, { open: ids(1, 2, 3, 4, 5, 6) }))).toContain('open for 6 of 7'));

  it('is absent where nothing was checked', () => {
    expect(gateLine(evaluate(3, {}))).toBeUndefined();
    expect(gateLine(undefined)).toBeUndefined();
  });
});
