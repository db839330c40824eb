import { describe, expect, it } from '@jest/globals';
import type { GateCheck } from '../check/gate-view.ts';
import { healthLine } from './health-line.ts';

const ids = (...numbers: number[]): string[] => numbers.map((n) => `ssi-${n}`);
const deferred = (n: number, role: 'leader' | 'follower', ...first: number[]) => ({
  ssi: `ssi-${n}`,
  leads: role === 'leader',
  yieldTo: ids(...first),
});
const check = (due: number, fields: Partial<GateCheck>): GateCheck => ({
  kind: 'zookeeper',
  due,
  open: [],
  failing: [],
  deferred: [],
  ...fields,
});

describe('healthLine', () => {
  it.each<[string, Partial<GateCheck>, string]>([
    ['all pass', { open: ids(1, 2, 3) }, 'passes for all 3 instances'],
    [
      'one leads',
      { open: ids(2, 3), deferred: [deferred(1, 'leader', 2, 3)] },
      'passes for ssi-2, ssi-3; ssi-1 leads and goes last',
    ],
    [
      'another does not serve',
      { open: ids(3), deferred: [deferred(1, 'leader', 3, 2), deferred(2, 'follower', 3)] },
      'passes for ssi-3; ssi-3 goes first, ssi-1 leads and goes last',
    ],
    [
      'a later one fails',
      { open: ids(1, 2), failing: [{ ssi: 'ssi-3', rules: ['in-sync'] }] },
      'passes for ssi-1, ssi-2, failing for ssi-3 (in-sync)',
    ],
    [
      'all fail by the same rule',
      { failing: ids(1, 2, 3).map((ssi) => ({ ssi, rules: ['http-answers'] })) },
      'failing for all 3 instances (http-answers)',
    ],
  ])('reports in one line that %s', (_, fields, expected) =>
    expect(healthLine(check(3, fields))).toBe(`health check zookeeper: ${expected}`),
  );

  it('names a single instance by its id', () =>
    expect(healthLine(check(1, { open: ids(7) }))).toBe('health check zookeeper: passes for ssi-7'));

  it('reports two instances as both', () =>
    expect(healthLine(check(2, { open: ids(1, 2) }))).toBe('health check zookeeper: passes for both instances'));

  it('counts the instances where their ids would fill the line', () =>
    expect(healthLine(check(7, { open: ids(1, 2, 3, 4, 5, 6) }))).toContain('passes for 6 of 7 instances'));

  it('is absent where nothing was checked', () => {
    expect(healthLine(check(3, {}))).toBeUndefined();
    expect(healthLine(undefined)).toBeUndefined();
  });
});
