import { describe, expect, it } from '@jest/globals';
import { confirmationMissing, confirmationOf } from './confirmation.ts';

describe('confirmationOf', () => {
  it.each([
    ['yes', 'with --yes on a terminal', true, true, true],
    ['yes', 'with --yes in a pipe', true, undefined, undefined],
    ['ask', 'on a terminal', undefined, true, true],
    ['missing', 'when stdin is a pipe', undefined, undefined, true],
    ['missing', 'when stderr is a file', undefined, true, undefined],
    ['missing', 'under cron', undefined, undefined, undefined],
  ])('is %s %s', (expected, _, yes, stdin, stderr) =>
    expect(confirmationOf(yes, { stdin: { isTTY: stdin }, stderr: { isTTY: stderr } })).toBe(expected),
  );
});

describe('confirmationMissing', () => {
  it('is a usage error that names --yes', () =>
    expect(confirmationMissing(2, 'kafka')).toMatchObject({
      code: 'confirmation-missing',
      exitCode: 2,
      message: expect.stringContaining('--yes is missing'),
      hint: expect.stringContaining('--yes'),
    }));
});
