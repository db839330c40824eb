import { describe, expect, it } from '@jest/globals';
import { createRunId } from './run-id.ts';

describe('createRunId', () => {
  it('consists of the time and a suffix', () => {
    expect(createRunId(new Date('2026-11-23T07:05:54.321Z'), 'ab12')).toBe('20261123T070554Z-ab12');
  });

  it('sorts by time and differs within one second', () => {
    const now = new Date();
    const ids = Array.from({ length: 20 }, () => createRunId(now));
    expect(new Set(ids).size).toBeGreaterThan(1);
    expect(createRunId(now, 'ffff') < createRunId(new Date(now.getTime() + 1000), '0000')).toBe(true);
  });
});
