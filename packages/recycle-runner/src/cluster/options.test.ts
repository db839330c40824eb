import { describe, expect, it } from '@jest/globals';
import { checkLockTtl, readOptions } from './options.ts';

const defaults = { timeout: '30m', pollInterval: '5s', lockTtl: '2m' };

describe('readOptions', () => {
  it('parses durations and times', () => {
    expect(readOptions({ ...defaults, esg: ['sig-1'], since: '2026-11-23T07:00:00Z' })).toEqual({
      selection: { esg: ['sig-1'] },
      since: Date.parse('2026-11-23T07:00:00Z'),
      control: { vetoes: [], vetoTimeoutMs: 3_600_000 },
      limit: [],
      replaceRoot: false,
      overrides: [],
      timeoutMs: 1_800_000,
      pollIntervalMs: 5000,
      lockTtlMs: 120_000,
    });
    expect(readOptions({ ...defaults, cluster: 'kafka' }).selection).toEqual({ cluster: 'kafka' });
  });

  it.each([
    ['neither group nor cluster', {}, 'selection-invalid'],
    ['settings on stdin', { esg: ['sig-1'], config: '-' }, 'config-unreadable'],
    ['both', { esg: ['sig-1'], cluster: 'kafka' }, 'selection-invalid'],
    ['an invalid time', { esg: ['sig-1'], since: 'yesterday' }, 'since-invalid'],
    ['a poll interval of 0', { esg: ['sig-1'], pollInterval: '0' }, 'duration-invalid'],
    ['an override without a reason', { esg: ['sig-1'], override: ['in-sync'] }, 'override-invalid'],
    ['an invalid duration', { esg: ['sig-1'], timeout: 'long' }, 'duration-invalid'],
  ])('refuses %s', (_, given, code) => {
    expect(() => readOptions({ ...defaults, ...given })).toThrow(expect.objectContaining({ code, exitCode: 2 }));
  });
});

describe('checkLockTtl', () => {
  it('refuses a lease that is too short for two requests', () => {
    const options = readOptions({ ...defaults, esg: ['sig-1'], lockTtl: '40s' });
    expect(() => checkLockTtl(options, 30_000)).toThrow(
      expect.objectContaining({ code: 'lock-ttl-short', exitCode: 2, hint: expect.stringContaining('1m or longer') }),
    );
    expect(() => checkLockTtl(options, 20_000)).not.toThrow();
  });
});
