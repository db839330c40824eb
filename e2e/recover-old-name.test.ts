import { describe, expect, it } from '@jest/globals';
import { site, open } from './support/kafka-roll.ts';

describe('recover', () => {
  it('works under its old name, which is hidden and reports the new one', async () => {
    await open();
    const { exitCode, stdout, stderr } = await site.run(['doctor', '--esg', 'sig-kafka']);
    expect(stderr).toMatch(/recycle-runner: "doctor" is deprecated\. Use ".*recycle-runner recover"\./);
    expect(stdout).toContain('Nothing is left to do.');
    expect(exitCode).toBe(0);
    expect((await site.run(['--help'])).stdout).not.toContain('doctor');
  });
});
