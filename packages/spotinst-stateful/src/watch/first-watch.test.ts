import { describe, expect, it } from '@jest/globals';
import { checkWatchFits } from './first-watch.ts';

describe('checkWatchFits', () => {
  it.each([
    ['shorter than the quiet period', 20_000],
    ['as long as the quiet period', 60_000],
  ])('refuses a timeout %s', (_, timeoutMs) =>
    expect(() => checkWatchFits('kafka', 60_000, timeoutMs)).toThrow(
      expect.objectContaining({
        code: 'timeout-short',
        exitCode: 2,
        message: expect.stringMatching(
          /^--timeout .* is too short: .* watch the cluster for 1m .*Nothing was changed\.$/,
        ),
      }),
    ),
  );

  it('accepts a longer timeout', () => expect(() => checkWatchFits('kafka', 60_000, 60_001)).not.toThrow());
});
