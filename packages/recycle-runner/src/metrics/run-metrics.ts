import { isEvent, version } from '@esg-recycler/core';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { NumberedEvent } from '../events/event-log.ts';
import { endOf, isFailingCheck, type InstanceEnd, type ReportedPhase, phaseOf } from '../events/phases.ts';

const runStates = ['running', 'done', 'stopped', 'refused', 'failed'] as const;
const instanceStates = ['pending', 'running', 'deferred', 'skipped', 'recycled', 'failed'] as const;
type RunState = (typeof runStates)[number];
type InstanceState = (typeof instanceStates)[number];

/** From a drain of seconds to a reassignment of hours. */
const buckets = [10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

const secondsOf = (time: string): number => Date.parse(time) / 1000;

export interface RunMetrics {
  event: (event: NumberedEvent) => void;
  /** The text for Prometheus. */
  text: () => Promise<string>;
}

/**
 * The metrics of one run, from its events.
 *
 * @param lastSuccess when a run of this cluster last finished, ISO 8601; undefined without one
 */
export function createRunMetrics(cluster: string, lastSuccess: string | undefined): RunMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ cluster });
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []): Gauge<Label> =>
    new Gauge({ name: `esg_recycler_${name}`, help, labelNames: [...labelNames], registers });

  const info = gauge('run_info', 'The last run of the cluster: its id and the version of esg-recycler.', [
    'run',
    'version',
  ]);
  const state = gauge('run_state', 'The state of the last run: 1 for the current state, 0 for the others.', ['state']);
  const instances = gauge('instances', 'Instances in the plan of the last run, by state.', ['state']);
  const started = gauge('run_started_timestamp_seconds', 'When the last run started, in seconds since the epoch.');
  const finished = gauge(
    'run_finished_timestamp_seconds',
    'When the last run ended, in seconds since the epoch; 0 while it is running.',
  );
  const success = gauge(
    'last_success_timestamp_seconds',
    'When a run of the cluster last finished without an error, in seconds since the epoch; 0 without a record.',
  );
  const durations = new Histogram({
    name: 'esg_recycler_phase_duration_seconds',
    help: 'The duration of the phases of an instance in the last run, in seconds.',
    labelNames: ['phase'] as const,
    buckets,
    registers,
  });
  const failures = new Counter({
    name: 'esg_recycler_check_failures_total',
    help: 'Reported reasons why a health check did not pass in the last run, by phase of the recycle.',
    labelNames: ['phase'] as const,
    registers,
  });

  const setState = (current: RunState): void => {
    for (const one of runStates) state.set({ state: one }, one === current ? 1 : 0);
  };
  const states = new Map<string, InstanceState>();
  const count = (): void => {
    for (const one of instanceStates)
      instances.set({ state: one }, [...states.values()].filter((found) => found === one).length);
  };
  for (const phase of ['before', 'after']) failures.inc({ phase }, 0);
  success.set(lastSuccess === undefined ? 0 : secondsOf(lastSuccess));
  finished.set(0);
  count();

  const open = new Map<string, { phase: ReportedPhase; since: number }>();
  const follow = (event: NumberedEvent, ssi: string): void => {
    const [phase, end, now] = [phaseOf(event), endOf(event), secondsOf(event.created)];
    const last = open.get(ssi);
    if (last !== undefined && (end !== undefined || (phase !== undefined && phase !== last.phase)))
      durations.observe({ phase: last.phase }, Math.max(0, now - last.since));
    if (end !== undefined) open.delete(ssi);
    else if (phase !== undefined && phase !== last?.phase) open.set(ssi, { phase, since: now });
    const next: InstanceEnd | 'running' | undefined =
      end ?? (event.event === 'instance_started' ? 'running' : undefined);
    if (next !== undefined) states.set(ssi, next);
  };

  const finish = (event: NumberedEvent, outcome: string | undefined): void => {
    const known = runStates.find((one) => one === outcome) ?? 'failed';
    setState(known);
    finished.set(secondsOf(event.created));
    if (known === 'done') success.set(secondsOf(event.created));
  };

  return {
    event: (event) => {
      if (isEvent(event, 'run_started')) {
        info.set({ run: event.run ?? '', version }, 1);
        started.set(secondsOf(event.created));
        setState('running');
      } else if (isEvent(event, 'run_planned')) {
        for (const { ssi, action } of event.event_data.instances)
          if (!states.has(ssi) || states.get(ssi) === 'skipped')
            states.set(ssi, action === 'recycle' ? 'pending' : 'skipped');
      } else if (isEvent(event, 'run_finished') || isEvent(event, 'run_failed')) {
        finish(event, event.event_data.outcome);
      } else if (event.ssi !== undefined) {
        follow(event, event.ssi);
      }
      if (isFailingCheck(event)) failures.inc({ phase: String(event.event_data['phase']) });
      count();
    },
    text: () => registry.metrics(),
  };
}
