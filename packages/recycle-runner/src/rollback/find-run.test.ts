import type { Ledger } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { findRun, hasChanged } from './find-run.ts';

const before = { instanceId: 'i-1', imageId: 'ami-old', privateIp: null, launchedAt: null, devices: [] };
const entry = { ssi: 'ssi-1', group: 'sig-1', address: null, state: 'recycled' as const };

const ledgerOf = (run: string, fields: Partial<Ledger> = {}): Ledger => ({
  run,
  cluster: 'kafka',
  groups: ['sig-1'],
  target: { 'sig-1': 'ami-new' },
  startedAt: run,
  instances: [{ ...entry, before }],
  ...fields,
});
const idle = { instances: [{ ...entry, state: 'pending' as const }] };

describe('hasChanged', () => {
  it.each([
    ['a started instance', {}, true],
    ['only a plan', idle, false],
    [
      'only another image of a group',
      { ...idle, before: { 'sig-1': { group: 'ami-old', instances: [], isSet: true as const } } },
      true,
    ],
    ['an image on record', { ...idle, before: { 'sig-1': { group: 'ami-old', instances: [] } } }, false],
  ])('knows %s', (_, fields, changed) => expect(hasChanged(ledgerOf('r', fields))).toBe(changed));
});

describe('findRun', () => {
  const runs = [ledgerOf('2026-a1'), ledgerOf('2026-b1'), ledgerOf('2026-b12'), ledgerOf('2026-c1', idle)];

  it.each([
    ['2026-a1', '2026-a1'],
    ['2026-a', '2026-a1'],
    ['2026-b1', '2026-b1'],
    ['last', '2026-b12'],
  ])('finds %s', (name, run) => expect(findRun(runs, name).run).toBe(run));

  it('never selects a rollback as the last run, so that the command can be repeated', () =>
    expect(findRun([...runs, ledgerOf('2026-d1', { rollbackOf: '2026-b12' })], 'last').run).toBe('2026-b12'));

  it.each([
    ['an unknown id', runs, '2027', 'run-unknown', 'The last runs: 2026-c1 (kafka, unfinished)'],
    ['an empty id', runs, '', 'run-unknown', '2026-c1'],
    ['an ambiguous prefix', runs, '2026', 'run-ambiguous', 'Use one of: 2026-c1'],
    ['last without runs', [], 'last', 'run-unknown', 'Nothing needs to be rolled back'],
    ['last over two clusters', [...runs, ledgerOf('2026-e1', { cluster: 'zk' })], 'last', 'run-ambiguous', '(zk,'],
  ])('refuses %s', (_, ledgers, name, code, hint) =>
    expect(() => findRun(ledgers, name)).toThrow(
      expect.objectContaining({ code, exitCode: 2, hint: expect.stringContaining(hint) }),
    ),
  );
});
