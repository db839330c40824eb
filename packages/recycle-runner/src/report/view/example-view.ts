import type { Ledger, LedgerInstance } from '@esg-recycler/esg-store';
import type { NumberedEvent } from '../../events/event-log.ts';
import { type ReportView, reportView } from './report-view.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 23, 7, 0, second)).toISOString();
const snapshot = (instanceId: string, imageId: string) => ({
  instanceId,
  imageId,
  privateIp: '10.0.0.11',
  launchedAt: null,
  devices: [{ deviceName: '/dev/sdf', volumeId: 'vol-1', snapshotId: null }],
});

/** For tests: a recycled instance, with a failing check on the way. */
const recycled: LedgerInstance = {
  ssi: 'ssi-1',
  group: 'sig-1',
  address: '10.0.0.11',
  state: 'recycled',
  before: snapshot('i-1', 'ami-old'),
  after: snapshot('i-2', 'ami-new'),
  startedAt: at(20),
  finishedAt: at(60),
  phases: [
    { name: 'check-before', startedAt: at(20), finishedAt: at(30) },
    { name: 'recycle', startedAt: at(30), finishedAt: at(60) },
  ],
  checks: [
    { phase: 'after', result: 'failing', at: at(50), reason: '3 under-replicated partitions' },
    { phase: 'after', result: 'passing', at: at(52), until: at(58), passed: 11, count: 12 },
  ],
  evidence: [{ check: 'new-instance', before: 'i-1', after: 'i-2', holds: true }],
};

/** For tests: the ledger of a short run. */
export const exampleLedger = (change: Partial<Ledger> = {}): Ledger => ({
  run: '20261123T070000Z-ab12',
  cluster: 'kafka',
  groups: ['sig-1'],
  groupNames: { 'sig-1': 'kafka-prod' },
  target: { 'sig-1': 'ami-new' },
  gate: 'kafka',
  startedAt: at(0),
  finishedAt: at(80),
  outcome: 'done',
  instances: [recycled],
  origin: {
    user: 'root',
    sudoUser: 'alice',
    host: 'jump-1',
    command: 'recycle-runner --esg kafka-prod --yes',
    versions: { recycler: '0.1.0', node: '24.21.0' },
  },
  ...change,
});

/** For tests: an event of the first instance. */
export const exampleEvent = (event: string, event_data: Record<string, unknown> = {}): NumberedEvent => ({
  uuid: 'u',
  counter: 1,
  created: at(31),
  event,
  ssi: 'ssi-1',
  event_data,
});

/** For tests: what a report of that run shows. */
export const exampleView = (change: Partial<Ledger> = {}, events: NumberedEvent[] | undefined = []): ReportView => {
  const ledger = exampleLedger(change);
  return reportView({ recorded: { ledger, outcome: ledger.outcome ?? 'running' }, events });
};
