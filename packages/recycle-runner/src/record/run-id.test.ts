import { describe, expect, it } from '@jest/globals';
import { createRunId, runTime } from './run-id.ts';

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

describe('runTime', () => {
  it('is the start of the run', () => expect(runTime('20261123T070554Z-ab12')).toBe('2026-11-23T07:05:54.000Z'));

  it.each(['notes', '20261123T070554Z', '../20261123T070554Z-ab12'])('is undefined for %s', (name) =>
    expect(runTime(name)).toBeUndefined(),
  );
});
