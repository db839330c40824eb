import { describe, expect, it } from '@jest/globals';
import type { Rule } from '../kind/rule.ts';
import { type OverrideInput, readOverride, settleOverrides } from './overrides.ts';

const rule = (code: string, isOverridable?: boolean): Rule<never> => ({
  id: 'X1',
  code,
  requires: '',
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
    ['single-replica= a=b, says Ann ', 'single-replica', 'a=b, says Ann'],
    ['no-such-rule=two\nlines', 'no-such-rule', 'two\nlines'],
    [{ rule: 'single-replica', reason: ' x ' }, 'single-replica', 'x'],
    [{ check: 'single-replica', reason: 'x' }, 'single-replica', 'x'],
  ])('reads %j', (given, name, reason) => expect(readOverride(given)).toEqual({ rule: name, reason }));

  it.each<[string, OverrideInput, RegExp]>([
    ['nothing', '', /^Override "": it names no rule$/],
    ['a reason alone', '=because', /names no rule/],
    ['what is no name', 'Rule One=x', /names no rule/],
    ['a mapping without a name', { reason: 'x' }, /^Override {"reason":"x"}: it names no rule$/],
    ['no reason', 'single-replica', /^Override single-replica: the reason is missing$/],
    ['an empty reason', 'single-replica= ', /the reason is missing/],
    ['a mapping without a reason', { rule: 'single-replica' }, /the reason is missing/],
    ['what is no text', { rule: 'single-replica', reason: 5 } as unknown as OverrideInput, /the reason is missing/],
    ['a list', ['single-replica=x'] as unknown as OverrideInput, /names no rule/],
    ['null', null as unknown as OverrideInput, /names no rule/],
  ])('refuses %s', (_, given, message) =>
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

  it('takes names that belong to somebody else, and leaves them to them', () =>
    expect([...settleOverrides(['host-unreachable=x', 'single-replica=y'], rules, ['host-unreachable'])]).toEqual([
      ['single-replica', 'y'],
    ]));

  it.each([
    ['a rule that may come to hold', 'one-leader=x', 'Override one-leader: no rule of that name can be overridden'],
    ['an unknown rule', 'x=y', 'Override x: no rule of that name can be overridden'],
    ['what gives no reason', 'single-replica', 'Override single-replica: the reason is missing'],
  ])('refuses %s', (_, text, message) =>
    expect(errorOf(() => settleOverrides([text], rules))).toMatchObject({
      code: 'override-invalid',
      exitCode: 2,
      message,
    }),
  );

  it('says of a gate without such rules that it has none', () =>
    expect(errorOf(() => settleOverrides(['one-leader=x'], [rule('one-leader')]))).toMatchObject({
      message: 'Override one-leader: the gate has no rules that can be overridden',
    }));

  it.each<[string, string, readonly Rule<never>[], readonly string[], string]>([
    ['the rule that was meant', 'single-replicas=x', rules, [], 'Did you mean "single-replica"?'],
    [
      "the other's name that was meant",
      'host-unreachabl=x',
      rules,
      ['host-unreachable'],
      'Did you mean "host-unreachable"?',
    ],
    ['those that can be, where none is near', 'x=y', rules, [], 'Rules that can be: single-replica, quorum-remains.'],
    [
      'that none can be',
      'one-leader=y',
      [rule('one-leader')],
      [],
      'Take it out: the gate waits for what it finds to heal.',
    ],
  ])('tells %s', (_, text, known, others, hint) =>
    expect(errorOf(() => settleOverrides([text], known, others))).toMatchObject({ hint }),
  );
});
