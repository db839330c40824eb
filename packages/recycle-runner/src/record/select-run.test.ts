import { describe, expect, it } from '@jest/globals';
import type { RecordedRun } from './recorded-runs.ts';
import { selectRun } from './select-run.ts';

const runOf = (run: string): RecordedRun => ({
  ledger: { run, cluster: 'kafka', groups: [], target: {}, startedAt: '', instances: [] },
  outcome: 'done',
});
const runs = ['20261125T070000Z-cd34', '20261123T070554Z-ab12', '20261123T070554Z-ab'].map(runOf);
const select = (name: string): string => selectRun(runs, name).ledger.run;

describe('selectRun', () => {
  it.each([
    ['last', '20261125T070000Z-cd34'],
    ['20261125', '20261125T070000Z-cd34'],
    ['20261123T070554Z-ab12', '20261123T070554Z-ab12'],
    ['20261123T070554Z-ab', '20261123T070554Z-ab'],
  ])('finds %s', (name, run) => expect(select(name)).toBe(run));

  it('refuses a beginning that several runs share', () =>
    expect(() => select('20261123')).toThrow(
      expect.objectContaining({
        code: 'run-ambiguous',
        exitCode: 2,
        message: expect.stringContaining('2 runs begin with 20261123'),
      }),
    ));

  it.each(['2025', ''])('refuses %j, with which no id begins', (name) =>
    expect(() => select(name)).toThrow(expect.objectContaining({ code: 'run-unknown', exitCode: 2 })),
  );

  it('names the settings of the store when it is empty', () =>
    expect(() => selectRun([], 'last')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('ESG_STORE_URL') }),
    ));
});
