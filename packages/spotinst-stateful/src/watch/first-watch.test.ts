import { describe, expect, it } from '@jest/globals';
import { checkWatchFits } from './first-watch.ts';

describe('checkWatchFits', () => {
  it.each([
    ['shorter than the watch', 20_000],
    ['as long as the watch', 60_000],
  ])('refuses a timeout that is %s, and claims nothing else', (_, timeoutMs) =>
    expect(() => checkWatchFits('kafka', 60_000, timeoutMs)).toThrow(
      expect.objectContaining({
        code: 'timeout-short',
        exitCode: 2,
        message: expect.stringMatching(/^--timeout .* is too short: .* watched for 1m .*Nothing was changed\.$/),
      }),
    ),
  );

  it('lets a longer one pass', () => expect(() => checkWatchFits('kafka', 60_000, 60_001)).not.toThrow());
});
