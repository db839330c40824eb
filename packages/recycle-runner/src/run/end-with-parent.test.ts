import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { endWithParent } from './end-with-parent.ts';

describe('endWithParent', () => {
  it('ends the run when stdin closes, and not before', async () => {
    const stdin = Object.assign(new PassThrough(), { unref: () => {} });
    let ends = 0;
    endWithParent(stdin as unknown as NodeJS.ReadStream, () => (ends += 1));
    stdin.write('anything');
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toBe(0);
    stdin.end();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ends).toBeGreaterThan(0);
  });
});
