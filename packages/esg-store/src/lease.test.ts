import { describe, expect, it } from '@jest/globals';
import { decodeLease, encodeLease } from './lease.ts';
import { ownerOf } from './owner.ts';

const token = { owner: ownerOf(), number: 1_790_000_000_001 };

describe('a lease in the environment', () => {
  it('survives encoding, without data that children do not need', () => {
    const lease = { ...token, groups: ['sig-1'], acquiredAt: 0, expiresAt: 1, ttlMs: 1 };
    expect(decodeLease(encodeLease(lease))).toEqual({ ...token, ttlMs: 1 });
  });

  it('contains no characters that a template or a shell would expand', () => {
    expect(encodeLease(token)).toMatch(/^[A-Za-z][\w-]+$/);
  });

  it.each([
    ['nothing', ''],
    ['free text', 'my lease'],
    ['another JSON', Buffer.from('[1]').toString('base64url')],
    ['an invalid number', encodeLease({ ...token, number: Number.NaN })],
    ['an invalid cluster', encodeLease(token, { name: 'zk', groups: [], selectors: [1 as never] })],
    ['an invalid time', encodeLease({ ...token, ttlMs: -1 })],
    ['the pid of a process group', encodeLease({ ...token, owner: { ...token.owner, pid: -1 } })],
    ['an owner without a host', encodeLease({ ...token, owner: { ...token.owner, host: undefined as never } })],
  ])('is refused when it is %s', (_, text) => {
    expect(() => decodeLease(text)).toThrow(expect.objectContaining({ code: 'lease-token-invalid', exitCode: 2 }));
  });
});
