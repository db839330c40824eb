import { EsgError } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { overviewText, rowOf } from './overview.ts';
import type { CampaignReading } from './read-cluster.ts';

const cluster = { key: '0/sig-1', listing: 0, name: 'sig-1', account: 'act-1', title: 'kafka' };
const row = (change: Partial<CampaignReading>) =>
  rowOf({ cluster, reading: { total: 3, due: 2, unclear: 0, why: 'image differs', blocks: [], ...change } });
const ledger: Ledger = {
  run: 'r1',
  cluster: 'kafka',
  groups: ['sig-1'],
  target: {},
  startedAt: '2026-11-23T07:00:00.000Z',
  finishedAt: '2026-11-23T07:30:00.000Z',
  outcome: 'failed',
  instances: [{ ssi: 'ssi-1', group: 'sig-1', address: null, state: 'failed', reason: 'not ACTIVE' }],
};
const owner = { host: 'laptop', boot: '', namespace: '', pid: 7, startTime: '' };
const lease = { groups: ['sig-1'], owner, number: 1, acquiredAt: 0, expiresAt: 1, ttlMs: 1 };
const block = { code: 'not-active', severity: 'block', subject: 'ssi-2', message: 'ssi-2 is PAUSED' } as const;
const problem = new EsgError('no response', { code: 'spot-timeout', exitCode: 5 });

describe('rowOf', () => {
  it.each<[string, Partial<CampaignReading>, string, string]>([
    ['done', { due: 0 }, 'done', '3 of 3 up to date'],
    ['due', {}, 'due', '2 of 3 due: image differs'],
    [
      'due after a run that was stopped',
      { last: { ...ledger, outcome: 'stopped' } },
      'due',
      '2 of 3 due: image differs',
    ],
    ['due with an unknown image', { due: 0, unclear: 1 }, 'due', '1 of 3 cannot be determined'],
    [
      'due to recover',
      { due: 0, remaining: 'root persistence is not restored' },
      'due',
      'root persistence is not restored',
    ],
    [
      'failed',
      { last: ledger },
      'failed',
      '2 of 3 due: image differs; run r1 ended as failed at 2026-11-23T07:30Z: not ACTIVE',
    ],
    ['blocked', { blocks: [block] }, 'blocked', '2 of 3 due: image differs; (not-active) ssi-2 is PAUSED'],
    [
      'up to date with an instance that is down',
      { due: 0, blocks: [block] },
      'blocked',
      '(not-active) ssi-2 is PAUSED',
    ],
    ['rolling', { rolling: { lease } }, 'rolling', 'PID 7 on laptop, since 1970-01-01T00:00:00Z'],
    ['unreadable', { problem }, 'unreadable', '(spot-timeout) no response'],
  ])('shows a cluster that is %s', (_, change, state, details) =>
    expect(row(change)).toMatchObject({ state, details }),
  );
});

describe('overviewText', () => {
  it('lists the waves, and counts clusters and instances', () =>
    expect(
      overviewText('Campaign patch', [
        { wave: 'canary', clusters: [row({}), row({ due: 0 })], unmatched: ['x-*'] },
        { wave: 'rest', clusters: [], unmatched: [] },
      ]).split('\n'),
    ).toEqual([
      'Campaign patch: 1 due, 1 done; 2 instances to recycle',
      '  WAVE    CLUSTER  ACCOUNT  STATE  DETAILS',
      '  canary  kafka    act-1    due    2 of 3 due: image differs',
      '  canary  kafka    act-1    done   3 of 3 up to date',
      '  rest    -        -        -      every matching cluster belongs to an earlier wave',
      'Wave canary: "x-*" matches no group.',
    ]));
});
