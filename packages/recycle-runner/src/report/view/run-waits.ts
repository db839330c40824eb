import type { NumberedEvent } from '../../events/event-log.ts';

/** A time in which a run started no instance, because of people, tags, the clock or other systems. */
export interface ReportedWait {
  /** `veto: KafkaDown`, `approval of ssi-1` */
  reason: string;
  /** ISO 8601. */
  startedAt: string;
  /** Absent when the run ended in it. */
  finishedAt?: string;
  /** Who asked for it, and who ended it. */
  by: string[];
}

const text = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : []);

/** The wait that an event begins. */
function begin({ event, created, event_data: { kind, reason, by } }: NumberedEvent): ReportedWait | undefined {
  if (event === 'approval_waiting') return { reason: String(reason), startedAt: created, by: [] };
  if (event !== 'run_held') return undefined;
  return { reason: `${String(kind)}: ${String(reason)}`, startedAt: created, by: text(by) };
}

const granted = ({ event, event_data: { answer, by } }: NumberedEvent): string[] =>
  event === 'approval_granted' ? text(by).map((who) => `${answer === 'skip' ? 'skipped' : 'approved'} by ${who}`) : [];

const endings: ReadonlySet<string> = new Set([
  'run_continued',
  'approval_granted',
  'instance_started',
  'instance_skipped',
]);

/** The waits of a run, from its events. */
export function waitsOf(events: readonly NumberedEvent[]): ReportedWait[] {
  const waits: ReportedWait[] = [];
  for (const event of events) {
    const last = waits.at(-1);
    const open = last?.finishedAt === undefined ? last : undefined;
    const next = begin(event);
    if (open && next?.reason === open.reason) continue;
    if (open && (next || endings.has(event.event))) {
      open.finishedAt = event.created;
      open.by.push(...granted(event));
    }
    if (next) waits.push(next);
  }
  return waits;
}
