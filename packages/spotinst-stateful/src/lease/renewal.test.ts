import { describe, expect, it } from '@jest/globals';
import { isRenewed } from './renewal.ts';

describe('isRenewed', () => {
  it.each([
    ['just renewed', 120_000, true],
    ['late for renewal on a busy machine', 80_000, true],
    ['not renewed for long', 50_000, false],
    ['expired', -1, false],
  ])('a lease %s', (_, left, expected) => expect(isRenewed({ leftMs: left, ttlMs: 120_000 })).toBe(expected));
});
