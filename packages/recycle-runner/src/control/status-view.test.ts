import { expect, it } from '@jest/globals';
import type { Ledger, RunStatus } from '@esg-recycler/esg-store';
import { viewRun } from './status-view.ts';

const ledger = {
  run: 'r1',
  cluster: 'kafka',
  groups: ['sig-1'],
  startedAt: '2026-11-28T20:00:00.000Z',
  instances: [],
} as unknown as Ledger;
const status: RunStatus = {
  run: 'r1',
  lease: 1,
  operator: 'a@b',
  pid: 1,
  groupNames: [],
  lines: [],
  doing: { ssi: 'ssi-2', text: 'Spot reports RECYCLING', since: '2026-11-28T20:01:00.000Z' },
  requested: 'ssi-2',
  stopRequestedAt: '2026-11-28T20:02:00.000Z',
};

it('shows a requested stop while the run is in progress', () => {
  expect(viewRun({ ledger, status, isLive: true })).toMatchObject({
    state: 'running',
    stop: { requestedAt: '2026-11-28T20:02:00.000Z', instance: 'ssi-2', isRequested: true },
  });
  expect(viewRun({ ledger, status, isLive: false })).not.toHaveProperty('stop');
});
