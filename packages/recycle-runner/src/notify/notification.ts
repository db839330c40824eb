import { type ErrorDocument, isEvent } from '@esg-recycler/core';
import type { NumberedEvent } from '../events/event-log.ts';

/** One message about a run. */
export interface Notification {
  id: string;
  time: string;
  /** The name of the event that it reports. */
  event: string;
  run: string;
  cluster: string;
  /** One or more lines for people. */
  text: string;
  data: Record<string, unknown>;
}

const counted = (instances: Record<string, unknown> | undefined): string =>
  Object.entries(instances ?? {})
    .map(([state, count]) => `${String(count)} ${state === 'untouched' ? 'pending' : state}`)
    .join(', ');

const lines = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join('\n');
const next = (hint: string | undefined): string | undefined => (hint === undefined ? undefined : `Next: ${hint}`);

function failed(
  cluster: string,
  outcome: string | undefined,
  error: ErrorDocument | undefined,
  counts: string,
): string {
  const what = outcome === 'refused' ? 'refused' : 'failed';
  const why = error === undefined ? '' : ` (${error.code}): ${error.message}`;
  const runbook = error?.runbook === undefined ? undefined : `Runbook: ${error.runbook}`;
  return lines(`${cluster}: roll ${what}${why}`, counts, next(error?.hint), runbook);
}

interface Planned {
  due: number;
  all: number;
  images: string[];
}

const plannedOf = (instances: readonly { action: string; target: string | null }[]): Planned => {
  const due = instances.filter(({ action }) => action === 'recycle');
  const images = [...new Set(due.map(({ target }) => target ?? 'an unknown image'))];
  return { due: due.length, all: instances.length, images };
};

/** What a waiting run reports, in the words of its event. */
const waiting = (cluster: string, what: string, { event_data: data }: NumberedEvent): string => {
  const detail = [data['message'], data['reason']].find((value) => typeof value === 'string');
  const hint = typeof data['hint'] === 'string' ? data['hint'] : undefined;
  return lines(`${cluster}: ${what}${detail === undefined ? '' : `: ${detail}`}`, next(hint));
};

/**
 * Chooses the events of a run that people want to know of, and words them. A run that ends before its first step sends
 * nothing where nothing was due or the user declined, and only its failure otherwise.
 *
 * @param host the machine of the run
 * @returns a function that returns the notifications for the next event, in order
 */
export function createNotifications(host: string): (event: NumberedEvent) => Notification[] {
  let held: (() => Notification) | undefined;
  let hasStarted = false;

  const of = (event: NumberedEvent, text: string): Notification => {
    const { uuid: id, created: time, run = '', cluster = '', ssi, event_data: data } = event;
    return {
      id,
      time,
      event: event.event,
      run,
      cluster,
      text,
      data: { run, cluster, host, ...(ssi && { ssi }), ...data },
    };
  };

  const released = (): Notification[] => {
    const start = held;
    held = undefined;
    if (start === undefined) return [];
    hasStarted = true;
    return [start()];
  };

  return (event) => {
    const { cluster = '', run = '' } = event;
    if (isEvent(event, 'run_planned')) {
      const { due, all, images } = plannedOf(event.event_data.instances);
      if (event.event_data.appended !== undefined || due === 0) return released();
      const started = { ...event, event: 'run_started' };
      held = () => ({
        ...of(
          started,
          `${cluster}: roll started: ${due} of ${all} instances to ${images.join(', ')} (run ${run} on ${host})`,
        ),
        data: { run, cluster, host, due, instances: all, images },
      });
      return [];
    }
    if (isEvent(event, 'run_finished')) {
      held = undefined;
      if (!hasStarted) return [];
      const isStopped = event.event_data.outcome === 'stopped';
      const counts = counted(event.event_data.instances);
      return [of(event, `${cluster}: roll ${isStopped ? 'stopped on request' : 'finished'}: ${counts}`)];
    }
    if (isEvent(event, 'run_failed')) {
      held = undefined;
      const { outcome, error, instances } = event.event_data;
      return [of(event, failed(cluster, outcome, error, counted(instances)))];
    }
    if (event.event === 'run_started') return [];
    const before = released();
    if (event.event === 'run_held') return [...before, of(event, waiting(cluster, 'roll held', event))];
    if (event.event === 'approval_waiting') {
      const where = event.ssi === undefined ? '' : ` before ${event.ssi}`;
      return [...before, of(event, waiting(cluster, `roll waits for approval${where}`, event))];
    }
    return before;
  };
}
