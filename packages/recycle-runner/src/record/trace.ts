import type { Finding } from '@esg-recycler/core';
import type { LedgerCheck, LedgerInstance, LedgerPhase } from '@esg-recycler/esg-store';
import type { NumberedEvent } from '../events/event-log.ts';

/** The phases and checks of one instance. */
export type Trace = Required<Pick<LedgerInstance, 'phases' | 'checks'>>;

/** In this order; not every instance has all of them. */
export const phaseNames = [
  'check-before',
  'prepare',
  'drain',
  'quiet',
  'recycle',
  'reconnect',
  'check-after',
  'finish',
] as const;
export type PhaseName = (typeof phaseNames)[number];

const ends = new Set(['instance_finished', 'instance_failed', 'instance_skipped', 'instance_deferred']);

/** The phase that begins with an event. */
function phaseAt({ event, event_data: { phase } }: NumberedEvent): PhaseName | undefined {
  switch (event) {
    case 'instance_started':
      return 'check-before';
    case 'drain_started':
      return 'drain';
    case 'cluster_watched':
    case 'cluster_marked':
      return 'quiet';
    case 'recycle_requested':
      return 'recycle';
    case 'recycle_proved':
      return 'reconnect';
    case 'gate_waiting':
      return phase === 'after' ? 'check-after' : undefined;
    case 'gate_passed':
      return phase === 'after' ? 'finish' : 'prepare';
    default:
      return undefined;
  }
}

/** The second check just before the request does not start a phase. */
const isRepeated = (current: string | undefined, next: PhaseName): boolean =>
  next === 'prepare' && current !== 'check-before';

const last = <T>(list: readonly T[]): T | undefined => list.at(-1);

/** A recycle that an earlier run requested is only awaited: nothing is checked before it. */
const isReplaced = (current: PhaseName, next: PhaseName): boolean =>
  current === 'check-before' && (next === 'reconnect' || next === 'check-after' || next === 'finish');

/** The phases of an instance, from its events. A phase that is in progress ends at the last event. */
export function phasesOf(events: readonly NumberedEvent[]): LedgerPhase[] {
  const phases: LedgerPhase[] = [];
  for (const event of events) {
    const { created, event: name } = event;
    const current = last(phases);
    const found = phaseAt(event);
    const next = found && isRepeated(current?.name, found) ? undefined : found;
    if (current?.finishedAt === '' && (ends.has(name) || (next && next !== current.name))) {
      if (next && isReplaced(current.name as PhaseName, next)) {
        current.name = next;
        continue;
      }
      current.finishedAt = created;
      if (name === 'instance_failed') current.failed = true;
    }
    const isOpen = last(phases)?.finishedAt === '';
    if (next && !isOpen) phases.push({ name: next, startedAt: created, finishedAt: '' });
  }
  const open = last(phases);
  if (open?.finishedAt === '') open.finishedAt = last(events)?.created ?? open.startedAt;
  return phases;
}

const warnings = (findings: unknown): string =>
  (Array.isArray(findings) ? (findings as Finding[]) : [])
    .filter(({ severity }) => severity !== 'ok')
    .map(({ code, message }) => `${code}: ${message}`)
    .join('. ');

/** The check that an event reports; undefined when it only reports that a check begins. */
function checkAt({ event, created, event_data: data }: NumberedEvent): LedgerCheck | undefined {
  const { phase, kind, reason, passed, count, findings } = data;
  const base = { phase: String(phase), at: created, ...(typeof kind === 'string' && kind !== '' && { kind }) };
  if (event === 'gate_passed') {
    const warned = warnings(findings);
    return { ...base, result: 'passed', ...(warned !== '' && { reason: warned }) };
  }
  if (event !== 'gate_waiting') return undefined;
  if (typeof reason === 'string' && reason !== '') return { ...base, result: 'failing', reason };
  return typeof passed === 'number' && typeof count === 'number'
    ? { ...base, result: 'passing', passed, count }
    : undefined;
}

/** The number of failing checks that are kept for one instance: the first and the last ones. */
const mostFailing = 40;

/** The checks of an instance, from its events: those that pass one after another become one entry. */
export function checksOf(events: readonly NumberedEvent[]): LedgerCheck[] {
  const checks: LedgerCheck[] = [];
  for (const check of events.flatMap((event) => checkAt(event) ?? [])) {
    const before = last(checks);
    if (check.result === 'passing' && before?.result === 'passing' && before.phase === check.phase)
      Object.assign(before, { until: check.at, passed: check.passed });
    else checks.push(check);
  }
  if (checks.length <= mostFailing) return checks;
  return [...checks.slice(0, mostFailing / 2), ...checks.slice(-mostFailing / 2)];
}

/** The phases and checks of one instance, from the events of a run. */
export function traceOf(events: readonly NumberedEvent[], ssi: string): Trace {
  const own = events.filter((event) => event.ssi === ssi);
  return { phases: phasesOf(own), checks: checksOf(own) };
}

/** A ledger entry with what happened in one more attempt. */
export const withTrace = ({ phases = [], checks = [] }: Partial<Trace>, next: Trace): Trace => ({
  phases: [...phases, ...next.phases],
  checks: [...checks, ...next.checks],
});
