import type { Finding, Measure, RecyclerEvent } from '@esg-recycler/core';
import { isNotStarted } from '../ansible/not-started.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { phaseOf } from './phases.ts';
import { shortPhrase } from './phrase.ts';
import type { CheckProgress, InstanceProgress, InstanceMark, PhaseProgress, Progress } from './progress.ts';
import { isAboutRun, waitOf } from './waits.ts';

type Data = Record<string, unknown>;
type Planned = Pick<PlannedInstance, 'ssi' | 'address' | 'action'>;

const marks: Partial<Record<string, InstanceMark>> = {
  instance_started: 'running',
  instance_finished: 'done',
  instance_skipped: 'skipped',
  instance_failed: 'failed',
  instance_deferred: 'waiting',
};

/** An instance that did not start has not failed. */
const markOf = ({ event, event_data: { code } }: RecyclerEvent): InstanceMark | undefined =>
  event === 'instance_failed' && isNotStarted(code) ? 'waiting' : marks[event];

const textIn = (value: unknown, name: string): string | undefined => {
  const found = typeof value === 'object' && value !== null ? (value as Data)[name] : undefined;
  return typeof found === 'string' ? found : undefined;
};

/** Instances that are planned during the roll are added at the end. */
const extend = (progress: Progress, planned: readonly Planned[]): Progress => ({
  ...progress,
  instances: [
    ...progress.instances,
    ...planned
      .filter(({ ssi, action }) => action === 'recycle' && !progress.instances.some((one) => one.ssi === ssi))
      .map(({ ssi, address }): InstanceProgress => ({
        ssi,
        address: address ?? '',
        mark: 'waiting',
        words: '',
        phases: [],
      })),
  ],
});

function reasonsOf({ findings, reason }: Data): string[] {
  const failing = Array.isArray(findings) ? (findings as Finding[]) : [];
  if (failing.length > 0) return failing.map(({ code, message }) => `${code}: ${message}`);
  return typeof reason === 'string' && reason !== '' ? [reason] : [];
}

/** The check after an event; the previous one where the event is not about a check. */
function checkAfter(last: CheckProgress | undefined, { event, event_data: data }: RecyclerEvent) {
  if (event !== 'gate_waiting' && event !== 'gate_passed') return last;
  const phase = data['phase'] === 'before' ? 'before' : 'after';
  const same = last?.phase === phase ? last : undefined;
  const count = typeof data['count'] === 'number' ? data['count'] : same?.count;
  const passed = typeof data['passed'] === 'number' ? data['passed'] : event === 'gate_passed' ? (count ?? 0) : 0;
  const numbers = Array.isArray(data['numbers']) ? (data['numbers'] as Measure[]) : (same?.numbers ?? []);
  const reasons = event === 'gate_waiting' ? reasonsOf(data) : [];
  return { phase, passed, count, numbers, reasons } satisfies CheckProgress;
}

function phasesAfter(phases: readonly PhaseProgress[], number: number | undefined, at: number): PhaseProgress[] {
  const last = phases.at(-1);
  if (number === undefined || (last && number <= last.number)) return [...phases];
  const ended = phases.map((phase) => ({ ...phase, endedAt: phase.endedAt ?? at }));
  return [...ended, { number, startedAt: at }];
}

const endPhases = (phases: readonly PhaseProgress[], at: number): PhaseProgress[] =>
  phases.map((phase) => ({ ...phase, endedAt: phase.endedAt ?? at }));

/** A deferred instance begins again later. */
const begin = (
  { ssi, address, mark, words }: InstanceProgress,
  startedAt: number,
  event: RecyclerEvent,
): InstanceProgress => ({
  ssi,
  address,
  mark,
  words,
  startedAt,
  phases: [],
  previous: textIn(event.event_data['stateful'], 'instanceId'),
});

function change(before: InstanceProgress, event: RecyclerEvent): InstanceProgress {
  const at = Date.parse(event.created);
  const instance = event.event === 'instance_started' ? begin(before, at, event) : before;
  const mark = markOf(event) ?? instance.mark;
  const isOver = mark !== 'running';
  const phases = phasesAfter(instance.phases, phaseOf(event, instance.previous), at);
  const data = event.event_data;
  return {
    ...instance,
    mark,
    words: shortPhrase(event) ?? instance.words,
    startedAt: mark === 'waiting' ? undefined : instance.startedAt,
    endedAt: isOver && mark !== 'waiting' ? (instance.endedAt ?? at) : undefined,
    phases: isOver ? endPhases(phases, at) : phases,
    previous: instance.previous,
    machine: textIn(data['after'], 'instanceId') ?? instance.machine,
    spot: event.event === 'recycle_state' ? (spotOf(data) ?? instance.spot) : instance.spot,
    check: checkAfter(instance.check, event),
    wait: isOver ? undefined : waitOf(event),
  };
}

function spotOf({ state, instanceId }: Data): string | undefined {
  if (typeof state !== 'string') return undefined;
  return typeof instanceId === 'string' ? `${state} (${instanceId})` : state;
}

/** The least time of the checks of one instance: the pauses between them. */
function checksMsOf({ check }: Data): number | undefined {
  const { count, interval } = (check ?? {}) as { count?: number; interval?: number };
  return count === undefined || interval === undefined ? undefined : (count - 1) * interval * 1000;
}

const isTask = ({ event }: RecyclerEvent): boolean => /^(playbook|runner)_/.test(event);

/** The progress after one more event. */
export function advance(progress: Progress, event: RecyclerEvent): Progress {
  const { run = progress.run, cluster = progress.cluster } = event;
  const known = run === progress.run && cluster === progress.cluster ? progress : { ...progress, run, cluster };
  // 94 % of the events of a run are tasks of Ansible.
  if (isTask(event)) return known;
  if (event.event === 'run_planned') return extend(known, (event.event_data['instances'] ?? []) as Planned[]);
  if (event.ssi === undefined || isAboutRun(event)) return { ...known, wait: waitOf(event) };
  const isStart = event.event === 'instance_started';
  return {
    ...known,
    wait: undefined,
    startedAt: known.startedAt ?? (isStart ? Date.parse(event.created) : undefined),
    started: isStart && !known.started.includes(event.ssi) ? [...known.started, event.ssi] : known.started,
    checksMs: isStart ? (checksMsOf(event.event_data) ?? known.checksMs) : known.checksMs,
    instances: known.instances.map((one) => (one.ssi === event.ssi ? change(one, event) : one)),
  };
}
