import { describe, expect, it } from '@jest/globals';
import type { Failure } from './failed-task.ts';
import { asError } from './roll-errors.ts';

const failure = (change: Partial<Failure>): Failure => ({
  state: 'failed',
  code: 'in-sync',
  reason: 'shut',
  ...change,
});

describe('asError', () => {
  it.each<[string, Partial<Failure>, string]>([
    ['a gate that stayed shut', { hint: 'Look into it', isAtGate: true }, 'Look into it. Then run the same again.'],
    [
      'one whose hint says so',
      { hint: 'Wait, then run the same again.', isAtGate: true },
      'Wait, then run the same again.',
    ],
    ['a recycle that failed', { hint: 'Resume it.' }, 'Resume it.'],
  ])('says of %s what to do to its end', (_, change, hint) =>
    expect(asError('ssi-1', failure(change))).toMatchObject({ hint }),
  );

  it('says to run the same again where nothing else is known', () =>
    expect(asError('ssi-1', failure({ isAtGate: true }))?.hint).toMatch(/^Once the cause is gone, run the same again/));

  it('takes a mistake in the variables for wrong usage', () => {
    const mistake = failure({ code: 'settings-invalid', isByRole: true });
    expect(asError('ssi-1', mistake)).toMatchObject({ exitCode: 2 });
    expect(asError('ssi-1', failure({ isByRole: true }))).toMatchObject({ exitCode: 3 });
  });
});
