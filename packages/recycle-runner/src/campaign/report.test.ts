import { describe, expect, it } from '@jest/globals';
import { type CampaignReport, type ClusterResult, exitCodeOf, reportText, type WaveResult } from './report.ts';

const cluster = (
  name: string,
  result: ClusterResult['result'],
  change: Partial<ClusterResult> = {},
): ClusterResult => ({
  cluster: name,
  id: name,
  account: 'act-1',
  result,
  ...change,
});
const error = {
  code: 'spot-timeout',
  message: 'no response',
  hint: 'Try again.',
  runbook: 'docs/runbooks/spot-timeout.md',
};
const failed = cluster('kafka-b', 'failed', { exitCode: 1, recycled: 1, seconds: 60, error });
const refused = cluster('kafka-b', 'failed', { exitCode: 3, error });
const held = cluster('search', 'held', { exitCode: 4, error: { code: 'lease-held', message: 'locked' } });
const done = cluster('kafka-a', 'done', { exitCode: 0, recycled: 3, seconds: 750, run: '20261201T220000Z-ab12' });
const later = cluster('web', 'not-started');

const reportOf = (outcome: CampaignReport['outcome'], ...clusters: ClusterResult[]): CampaignReport => {
  const wave: WaveResult = { name: 'canary', outcome: outcome === 'done' ? 'passed' : outcome, clusters };
  return {
    campaign: 'patch',
    startedAt: '2026-12-01T22:00:00.000Z',
    finishedAt: '2026-12-01T23:05:00.000Z',
    outcome,
    waves: [wave],
  };
};

describe('exitCodeOf', () => {
  it.each<[string, CampaignReport, number]>([
    ['all clusters are done', reportOf('done', done, cluster('a', 'nothing-due')), 0],
    ['a cluster failed', reportOf('failed', done, refused), 1],
    ['a cluster failed after its first recycle', reportOf('failed', failed), 1],
    ['a signal ended a run', reportOf('failed', cluster('a', 'failed', { signal: 'SIGKILL' })), 1],
    ['every run was refused', reportOf('failed', refused, held, later, cluster('a', 'nothing-due')), 3],
    ['the user stopped it', reportOf('stopped', done, later), 130],
    ['its time ended', reportOf('out-of-time', done, later), 130],
    ['its time ended before the first run', reportOf('out-of-time', later), 3],
  ])('when %s', (_, report, expected) => expect(exitCodeOf(report)).toBe(expected));
});

describe('reportText', () => {
  it('lists every cluster, the first failure and what to do next', () => {
    const text = reportText(
      reportOf('failed', done, failed, held, later),
      'Status: recycle-runner campaign status x.yml',
    );
    expect(text.split('\n')).toEqual([
      'Campaign patch: failed in 1h05m: 1 done, 1 failed, 1 held, 1 not started',
      '  WAVE    CLUSTER  ACCOUNT  RESULT       DETAILS',
      '  canary  kafka-a  act-1    done         3 recycled in 12m30s, run 20261201T220000Z-ab12',
      '  canary  kafka-b  act-1    failed       (spot-timeout) no response',
      '  canary  search   act-1    held         (lease-held) locked',
      '  canary  web      act-1    not started',
      'Next: Try again. The same campaign command then skips clusters with nothing due. Status: recycle-runner campaign status x.yml',
      'Runbook: docs/runbooks/spot-timeout.md',
    ]);
  });

  it('shows what to do about a cluster that keeps the wave from passing', () => {
    const down = {
      ...error,
      code: 'other-not-active',
      hint: 'Resume it: spotinst-stateful resume --esg sig-1 --id ssi-1',
    };
    const text = reportText(
      reportOf('failed', cluster('kafka-a', 'held', { exitCode: 3, error: down }), later),
      'Status',
    );
    expect(text).toMatch(/^Next: Resume it: .* ssi-1\. The same campaign command then skips .*\nRunbook: docs/m);
  });

  it('has no next step when all clusters are done', () =>
    expect(reportText(reportOf('done', done), 'Status')).not.toMatch(/Next|Runbook/));
});
