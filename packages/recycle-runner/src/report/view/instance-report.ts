import type {
  InstanceSnapshot,
  LedgerCheck,
  LedgerEvidence,
  LedgerInstance,
  LedgerPhase,
} from '@esg-recycler/esg-store';
import type { NumberedEvent } from '../../events/event-log.ts';
import { traceOf } from '../../record/trace.ts';
import { stateWords } from './words.ts';

/** One property of an instance, before and after its recycle. */
export interface PropertyChange {
  what: string;
  before: string;
  after: string;
  isSame: boolean;
}

/** One instance of a report. */
export interface InstanceReport {
  ssi: string;
  group: string;
  address: string;
  /** For people: `done`, `failed`. */
  state: string;
  reason?: string;
  startedAt?: string;
  tookMs?: number;
  /** Empty when nothing is known about it before the run. */
  changes: PropertyChange[];
  evidence: LedgerEvidence[];
  /** The run that began the recycle. */
  earlierRun?: string;
  phases: LedgerPhase[];
  checks: LedgerCheck[];
}

const volumes = ({ devices }: InstanceSnapshot): string => devices.map(({ volumeId }) => volumeId ?? '?').join(', ');

const properties: readonly [what: string, (of: InstanceSnapshot) => string | null][] = [
  ['EC2 instance', ({ instanceId }) => instanceId],
  ['Image', ({ imageId }) => imageId],
  ['Address', ({ privateIp }) => privateIp],
  ['Launched', ({ launchedAt }) => launchedAt && launchedAt.slice(0, 16).replace('T', ' ')],
  ['Volumes', volumes],
];

/** What changed from one state to another; a property that neither has is left out. */
export function changesBetween(
  before: InstanceSnapshot | undefined,
  after: InstanceSnapshot | undefined,
): PropertyChange[] {
  if (!before) return [];
  return properties.flatMap(([what, read]) => {
    const [first, last] = [read(before) || '–', (after && read(after)) || '–'];
    return first === '–' && last === '–' ? [] : [{ what, before: first, after: last, isSame: first === last }];
  });
}

const timeBetween = (first: string | undefined, last: string | undefined): number | undefined =>
  first === undefined || last === undefined ? undefined : Math.max(0, Date.parse(last) - Date.parse(first));

/** The events have more than the ledger while an instance is in progress, and where an older version wrote the ledger. */
export function instanceReport(entry: LedgerInstance, events: readonly NumberedEvent[]): InstanceReport {
  const { ssi, group, address, state, reason, before, after, earlier, evidence = [] } = entry;
  const isRecorded = entry.phases !== undefined && state !== 'running';
  const { phases, checks } = isRecorded
    ? { phases: entry.phases ?? [], checks: entry.checks ?? [] }
    : traceOf(events, ssi);
  const startedAt = entry.startedAt ?? phases[0]?.startedAt;
  return {
    ssi,
    group,
    address: address ?? '–',
    state: stateWords[state],
    reason,
    startedAt,
    tookMs: timeBetween(startedAt, entry.finishedAt ?? phases.at(-1)?.finishedAt),
    changes: changesBetween(earlier?.before ?? before, after),
    evidence,
    earlierRun: earlier?.run,
    phases,
    checks,
  };
}
