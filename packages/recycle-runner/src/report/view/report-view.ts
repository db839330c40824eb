import { formatDuration } from '@esg-recycler/core';
import type { Ledger, LedgerCanary, LedgerError, LedgerFinding, LedgerOverride } from '@esg-recycler/esg-store';
import type { NumberedEvent } from '../../events/event-log.ts';
import type { RecordedRun } from '../../record/recorded-runs.ts';
import { tally, type Tally } from '../../text/summary.ts';
import { type EventGroup, eventGroups } from './event-lines.ts';
import { type InstanceReport, instanceReport } from './instance-report.ts';
import { type ReportedWait, waitsOf } from './run-waits.ts';
import { timeText } from './words.ts';

/** What a report shows about a run, in every format. */
export interface ReportView {
  run: string;
  cluster: string;
  /** `done`, `failed`, `refused`, `stopped`, `interrupted` or `running`. */
  outcome: string;
  counts: Tally;
  /** `3 of 5 instances recycled` */
  headline: string;
  startedAt: string;
  finishedAt?: string;
  tookMs?: number;
  /** Label and value. */
  facts: (readonly [string, string])[];
  command?: string;
  error?: LedgerError;
  overrides: LedgerOverride[];
  findings: LedgerFinding[];
  /** When people, tags, the clock or other systems kept the run from starting an instance. */
  waits: ReportedWait[];
  /** In the order of their work. */
  instances: InstanceReport[];
  events: EventGroup[];
  /** Why there are no events; absent when there are. */
  eventsNote?: string;
}

const operatorOf = ({ origin }: Ledger): string =>
  origin ? `${origin.user}${origin.sudoUser ? ` (sudo by ${origin.sudoUser})` : ''} on ${origin.host}` : 'not recorded';

const groupsOf = ({ groups, groupNames = {} }: Ledger): string =>
  groups.map((id) => (groupNames[id] ? `${groupNames[id]} (${id})` : id)).join(', ');

const versionsOf = ({ origin }: Ledger): string => {
  if (!origin) return 'not recorded';
  const { recycler, node, ansible } = origin.versions;
  return [`esg-recycler ${recycler}`, `Node ${node}`, ...(ansible ? [`ansible-core ${ansible}`] : [])].join(', ');
};

/** The images that the run replaced, and the new ones. */
function imagesOf({ target, instances }: Ledger): string {
  const list = (images: (string | null | undefined)[]): string =>
    [...new Set(images.filter((image) => typeof image === 'string'))].join(', ');
  const wanted = Object.values(target);
  const before = instances.map((entry) => (entry.earlier?.before ?? entry.before)?.imageId);
  const old = list(before.filter((image) => !wanted.includes(image ?? '')));
  return [old, list(wanted)].filter((part) => part !== '').join(' → ') || '–';
}

/** `1 instance, then 10m of health checks: passed` */
function canaryOf({ count, bakeMs, bakedAt }: LedgerCanary, gate: string | undefined): string {
  const first = count === 1 ? '1 instance' : `${count} instances`;
  const [wait, passed] = gate === undefined ? ['without a health check', 'ended'] : ['of health checks', 'passed'];
  return `${first}, then ${formatDuration(bakeMs)} ${wait}: ${bakedAt === undefined ? 'not finished' : passed}`;
}

function factsOf(ledger: Ledger): (readonly [string, string])[] {
  const { startedAt, finishedAt, gate, since, canary, rollbackOf } = ledger;
  return [
    ...(rollbackOf === undefined ? [] : ([['Rolls back', rollbackOf]] as const)),
    ['Image', imagesOf(ledger)],
    [ledger.groups.length === 1 ? 'Group' : 'Groups', groupsOf(ledger)],
    ['Operator', operatorOf(ledger)],
    ['Started', timeText(startedAt)],
    ['Ended', finishedAt === undefined ? '–' : timeText(finishedAt)],
    ['Health check', gate ?? 'none'],
    ...(canary === undefined ? [] : ([['Canary', canaryOf(canary, gate)]] as const)),
    ...(since === undefined ? [] : ([['Launched before', timeText(since)]] as const)),
    ['Versions', versionsOf(ledger)],
  ];
}

/** Instances that the run worked on come first, in that order; the rest as planned. */
const byStart = (one: InstanceReport, other: InstanceReport): number =>
  one.startedAt === undefined || other.startedAt === undefined
    ? Number(one.startedAt === undefined) - Number(other.startedAt === undefined)
    : one.startedAt.localeCompare(other.startedAt);

const headlineOf = ({ done, failed, untouched }: Tally): string => {
  const due = done + failed + untouched;
  return due === 0
    ? 'No instance needed a recycle'
    : `${done} of ${due} ${due === 1 ? 'instance' : 'instances'} recycled`;
};

export interface ReportSource {
  recorded: RecordedRun;
  /** Undefined where the run folder is on another machine, or removed. */
  events?: readonly NumberedEvent[];
}

const noEvents = ({ origin, run }: Ledger): string =>
  `The run folder is not on this machine, so events and logs are missing here. ${
    origin ? `Find runs/${run} in the state folder on ${origin.host}.` : `Its name is runs/${run}.`
  }`;

/** Everything that a report shows, from the record of a run. */
export function reportView({ recorded: { ledger, outcome }, events }: ReportSource): ReportView {
  const { run, cluster, startedAt, finishedAt, error, overrides = [], findings = [], origin } = ledger;
  const counts = tally(ledger);
  return {
    run,
    cluster,
    outcome,
    counts,
    headline: headlineOf(counts),
    startedAt,
    finishedAt,
    ...(finishedAt !== undefined && { tookMs: Date.parse(finishedAt) - Date.parse(startedAt) }),
    facts: factsOf(ledger),
    command: origin?.command,
    error,
    overrides,
    findings: findings.filter(({ severity }) => severity !== 'ok'),
    waits: waitsOf(events ?? []),
    instances: ledger.instances.map((entry) => instanceReport(entry, events ?? [])).toSorted(byStart),
    events: eventGroups(events ?? []),
    ...(events === undefined && { eventsNote: noEvents(ledger) }),
  };
}

/** `4m23s`, or `until the end of the run` */
export const waitText = ({ startedAt, finishedAt }: ReportedWait): string =>
  finishedAt === undefined
    ? 'until the end of the run'
    : formatDuration(Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)));

/** `4m23s`, or `–` while it is not known. */
export const durationText = (ms: number | undefined): string => (ms === undefined ? '–' : formatDuration(ms));
