import { describe, expect, it } from '@jest/globals';
import type { RecordedRun } from '../../record/recorded-runs.ts';
import { exampleLedger } from '../view/example-view.ts';
import { historyText, noRunText } from './history-text.ts';
import { selectHistory } from './select-history.ts';

const runOf = (run: string, change: Partial<RecordedRun['ledger']> = {}, outcome = 'done'): RecordedRun => ({
  ledger: exampleLedger({ run, ...change }),
  outcome,
});
const runs = [
  runOf(
    '20261124T070000Z-ab12',
    { cluster: 'zookeeper', groups: ['sig-2'], startedAt: '2026-11-24T07:00:00Z' },
    'failed',
  ),
  runOf('20261123T070000Z-ab12'),
];
const idsOf = (filter: Parameters<typeof selectHistory>[1]): string[] =>
  selectHistory(runs, filter).map(({ ledger }) => ledger.run.slice(0, 8));

describe('historyText', () => {
  it('is a table of runs', () =>
    expect(historyText([runs[1]!], 3, 80)).toBe(`RUN                    OUTCOME  DONE  TOOK   BY    CLUSTER
20261123T070000Z-ab12  done     1/1   1m20s  root  kafka
3 more: add --limit 4`));

  it('distinguishes a store without runs from a filter without a match', () => {
    expect(noRunText(0)).toContain('ESG_STORE_URL');
    expect(noRunText(3)).toBe('None of the 3 recorded runs matches.');
  });
});

describe('selectHistory', () => {
  it.each([
    ['every run', {}, ['20261124', '20261123']],
    ['a cluster', { cluster: 'kafka' }, ['20261123']],
    ['clusters by glob', { cluster: 'zoo*' }, ['20261124']],
    ['a group by id', { esg: ['sig-2'] }, ['20261124']],
    ['a group by name', { esg: ['kafka-*'] }, ['20261123']],
    ['an outcome', { outcome: ['failed', 'refused'] }, ['20261124']],
    ['a time', { since: Date.parse('2026-11-24T00:00:00Z') }, ['20261124']],
  ])('selects %s', (_, filter, expected) => expect(idsOf(filter)).toEqual(expected));
});
