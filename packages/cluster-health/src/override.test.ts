import { describe, expect, it } from '@jest/globals';
import { parseOverrides } from './override.ts';
import type { Rule } from './rule.ts';

const rule = (code: string, isOverridable?: boolean): Rule<never> => ({
  id: 'X1',
  code,
  holds: '',
  source: '',
  isOverridable,
  judge: () => [],
});
const rules = [rule('single-replica', true), rule('quorum-remains', true), rule('one-leader')];
const errorOf = (text: string, known = rules) => {
  try {
    parseOverrides([text], known);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('parseOverrides', () => {
  it('reads rules with their reasons', () =>
    expect([...parseOverrides(['single-replica= a=b, says Ann ', 'quorum-remains=two only'], rules)]).toEqual([
      ['single-replica', 'a=b, says Ann'],
      ['quorum-remains', 'two only'],
    ]));

  it.each([
    ['a rule that may come to hold', 'one-leader=x', /one-leader: no rule of that name can be overridden/],
    ['an unknown rule', 'x=y', /--override x: no rule/],
    ['nothing', '', /no rule/],
    ['a reason alone', '=because', /no rule/],
    ['no reason', 'single-replica', /the reason is missing/],
    ['an empty reason', 'single-replica= ', /the reason is missing/],
  ])('refuses %s', (_, text, message) =>
    expect(errorOf(text)).toMatchObject({
      code: 'override-invalid',
      exitCode: 2,
      message: expect.stringMatching(message),
    }),
  );

  it('names the rule that was meant', () =>
    expect(errorOf('single-replicas=x')).toMatchObject({ hint: 'Did you mean "single-replica"?' }));

  it('names those that can be, where none is near', () =>
    expect(errorOf('x=y')).toMatchObject({ hint: 'Rules that can be: single-replica, quorum-remains.' }));

  it('says so where none can be', () =>
    expect(errorOf('one-leader=y', [rule('one-leader')])).toMatchObject({ hint: 'None of its rules can be.' }));
});
