import { describe, expect, it } from '@jest/globals';
import { missingGateFinding } from './missing-gate.ts';

const about = { code: 'no-cluster-gate', subject: 'kafka' };

describe('missingGateFinding', () => {
  it('blocks a rollback without the health check of its run', () => {
    const message = 'No health check is configured for kafka, but run r1 had one (http)';
    expect(missingGateFinding('kafka', { run: 'r1', gate: 'http' }, [])).toMatchObject([
      { ...about, severity: 'block', message },
    ]);
  });

  it('warns when the user gives a reason', () => {
    const overrides = [{ rule: 'no-cluster-gate', reason: 'checked by hand' }];
    expect(missingGateFinding('kafka', { run: 'r1', gate: 'http' }, overrides)).toMatchObject([
      { ...about, severity: 'warn', message: expect.stringMatching(/Overridden: checked by hand$/) },
    ]);
  });

  it('is absent when the run had no health check either', () =>
    expect(missingGateFinding('kafka', { run: 'r1' }, [])).toEqual([]));
});
