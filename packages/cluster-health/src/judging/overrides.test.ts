import { describe, expect, it } from '@jest/globals';
import type { Rule } from '../kind/rule.ts';
import { type OverrideInput, readOverride, settleOverrides } from './overrides.ts';

const rule = (code: string, isOverridable?: boolean): Rule<never> => ({
  id: 'X1',
  code,
  requires: '',
  why: '',
  onFailure: '',
  source: '',
  isOverridable,
  judge: () => [],
});
const rules = [rule('single-replica', true), rule('quorum-remains', true), rule('one-leader')];
const errorOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('readOverride', () => {
  it.each<[OverrideInput, string, string]>([
    ['single-replica= a=b, agreed by Ann ', 'single-replica', 'a=b, agreed by Ann'],
    ['no-such-rule=two\nlines', 'no-such-rule', 'two\nlines'],
    [{ rule: 'single-replica', reason: ' x ' }, 'single-replica', 'x'],
    [{ check: 'single-replica', reason: 'x' }, 'single-replica', 'x'],
  ])('reads %j', (given, name, reason) => expect(readOverride(given)).toEqual({ rule: name, reason }));

  it.each<[string, OverrideInput, RegExp]>([
    ['nothing', '', /^Override "": it does not name a rule$/],
    ['only a reason', '=because', /does not name a rule/],
    ['an invalid name', 'Rule One=x', /does not name a rule/],
    ['a mapping without a name', { reason: 'x' }, /^Override {"reason":"x"}: it does not name a rule$/],
    ['no reason', 'single-replica', /^Override single-replica: the reason is missing$/],
    ['an empty reason', 'single-replica= ', /the reason is missing/],
    ['a mapping without a reason', { rule: 'single-replica' }, /the reason is missing/],
    [
      'a reason that is not text',
      { rule: 'single-replica', reason: 5 } as unknown as OverrideInput,
      /the reason is missing/,
    ],
    ['a list', ['single-replica=x'] as unknown as OverrideInput, /does not name a rule/],
    ['null', null as unknown as OverrideInput, /does not name a rule/],
  ])('rejects %s', (_, given, message) =>
    expect(errorOf(() => readOverride(given))).toMatchObject({
      code: 'override-invalid',
      exitCode: 2,
      message: expect.stringMatching(message),
      hint: expect.stringContaining("='why this is acceptable here'"),
    }),
  );
});

describe('settleOverrides', () => {
  it('keeps the reasons by rule', () =>
    expect([...settleOverrides(['single-replica=x', { rule: 'quorum-remains', reason: 'two only' }], rules)]).toEqual([
      ['single-replica', 'x'],
      ['quorum-remains', 'two only'],
    ]));

  it('accepts names that the caller handles, and leaves them out', () =>
    expect([...settleOverrides(['host-unreachable=x', 'single-replica=y'], rules, ['host-unreachable'])]).toEqual([
      ['single-replica', 'y'],
    ]));

  it.each([
    ['a rule that cannot be overridden', 'one-leader=x', 'Override one-leader: this rule cannot be overridden'],
    ['an unknown rule', 'x=y', 'Override x: this health check has no rule of that name'],
    ['a missing reason', 'single-replica', 'Override single-replica: the reason is missing'],
  ])('rejects %s', (_, text, message) =>
    expect(errorOf(() => settleOverrides([text], rules))).toMatchObject({
      code: 'override-invalid',
      exitCode: 2,
      message,
    }),
  );

  it('reports that no rule can be overridden', () =>
    expect(errorOf(() => settleOverrides(['one-leader=x'], [rule('one-leader')]))).toMatchObject({
      message: 'Override one-leader: this health check has no rules that can be overridden',
    }));

  it.each<[string, string, readonly Rule<never>[], readonly string[], string]>([
    ['the similar rule', 'single-replicas=x', rules, [], 'Did you mean "single-replica"?'],
    [
      'the similar name of the caller',
      'host-unreachabl=x',
      rules,
      ['host-unreachable'],
      'Did you mean "host-unreachable"?',
    ],
    [
      'all rules that can be overridden',
      'x=y',
      rules,
      [],
      'Rules that can be overridden: single-replica, quorum-remains.',
    ],
    [
      'to remove the override',
      'one-leader=y',
      [rule('one-leader')],
      [],
      'Remove the override. Fix what the health check reports, or wait until it passes.',
    ],
  ])('suggests %s', (_, text, given, others, hint) =>
    expect(errorOf(() => settleOverrides([text], given, others))).toMatchObject({ hint }),
  );
});
