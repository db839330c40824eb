import { describe, expect, it } from '@jest/globals';
import { settleTime } from './settle.ts';

describe('settleTime', () => {
  it.each([
    ['https://api.spotinst.io', 5_000, 60_000],
    ['https://api.spotinst.io', 500, 60_000],
    ['https://api.spotinst.io', 10_000, 120_000],
    ['http://127.0.0.1:8080', 50, 600],
    ['http://127.0.1.7:8080', 50, 600],
    ['http://localhost:8080', 50, 600],
    ['http://[::1]:8080', 50, 600],
    ['https://localhost.example.com', 50, 60_000],
    ['https://127.0.0.1.example.com', 50, 60_000],
  ])('at %s, read every %i ms, is %i ms', (apiUrl, pollIntervalMs, ms) =>
    expect(settleTime(pollIntervalMs, { apiUrl, requestTimeoutMs: 30_000 })).toBe(ms),
  );

  it('is at least two request timeouts', () =>
    expect(settleTime(5000, { apiUrl: 'https://api.spotinst.io', requestTimeoutMs: 90_000 })).toBe(180_000));
});
