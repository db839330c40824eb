import { expect, it } from '@jest/globals';
import { parseOverrides } from './overrides.ts';

it('reads a rule and its reason, which may hold anything', () =>
  expect(parseOverrides(['enough-members=a test, so = no matter '])).toEqual([
    { rule: 'enough-members', reason: 'a test, so = no matter' },
  ]));

it.each(['enough-members', 'enough-members=', 'enough-members=  ', '=because', 'Enough Members=because'])(
  'refuses %j',
  (text) =>
    expect(() => parseOverrides([text])).toThrow(expect.objectContaining({ code: 'override-invalid', exitCode: 2 })),
);
