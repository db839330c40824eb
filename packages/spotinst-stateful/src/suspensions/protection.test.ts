import { describe, expect, it } from '@jest/globals';
import { describeProtection, isSharedStore } from './protection.ts';

const local = 'Protection: this machine only (plus a mark in Spot that other machines notice)';

describe('the protection by a store', () => {
  it.each<[string | undefined, string]>([
    [undefined, local],
    ['sqlite:///var/lib/esg', local],
    ['not a url', local],
    ['redis://127.0.0.1:6379', local],
    ['redis://localhost', local],
    ['postgres://[::1]:5432/esg', local],
    ['redis://roll:secret@redis.example.com:6380/2', 'Protection: shared store redis.example.com:6380'],
    ['rediss://redis.example.com', 'Protection: shared store redis.example.com'],
    ['postgres://db.example.com/esg', 'Protection: shared store db.example.com'],
  ])('of %s names the host and no credentials', (store, expected) => {
    expect(describeProtection(store)).toBe(expected);
    expect(isSharedStore(store)).toBe(expected !== local);
  });
});
