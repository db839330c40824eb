import { formatDuration, type RecyclerEvent } from '@esg-recycler/core';
import type { Wait } from './progress.ts';

type Data = Record<string, unknown>;

const seconds = (value: unknown): number | undefined => (typeof value === 'number' ? value * 1000 : undefined);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : 'unknown');

const stateOf = ({ ssi, state, instanceId }: Data): string =>
  `${textOf(ssi)} is ${textOf(state)}${typeof instanceId === 'string' ? ` (${instanceId})` : ''}`;

function quietPeriod({ changes, seconds: length }: Data): Omit<Wait, 'until'> {
  const isFirst = !Array.isArray(changes) || changes.length === 0;
  return {
    words: `waiting for a quiet period of ${formatDuration(seconds(length) ?? 0)}`,
    why: isFirst
      ? 'there is no record of a finished run of this cluster'
      : `${(changes as Data[]).map(stateOf).join(', ')}, without a recorded request`,
  };
}

function describe({ event, event_data: data }: RecyclerEvent): Omit<Wait, 'until'> | undefined {
  switch (event) {
    case 'cluster_watched':
      return quietPeriod(data);
    case 'cluster_marked':
      return { words: 'waiting', why: 'a roll from another machine would notice the mark of this run in Spot' };
    case 'recycle_state':
      return data['error'] === undefined
        ? undefined
        : { words: 'still waiting', why: `Spot cannot be read: ${textOf(data['error'])}` };
    case 'image_requested':
      return { words: `setting the image ${textOf(data['image'])}` };
    case 'bake_started':
    case 'bake_checked':
      return { words: 'canary done, checking the cluster' };
    case 'spot_unreachable':
      return { words: 'waiting for Spot', why: `it cannot be read: ${textOf(data['error'])}` };
    case 'spot_rate_limited':
      return { words: 'waiting for Spot', why: `its rate limit blocks ${textOf(data['route'])}` };
    case 'run_held':
      return data['kind'] === 'store'
        ? { words: 'waiting for the store', why: textOf(data['reason']) }
        : { words: `waiting (${textOf(data['kind'])})`, why: textOf(data['reason']) };
    case 'approval_waiting':
      return { words: `waiting for ${textOf(data['reason'])}`, why: `approve it with ${textOf(data['command'])}` };
    default:
      return undefined;
  }
}

/** Events of a run between two instances, also those that name the instance that is next. */
export const isAboutRun = ({ event }: RecyclerEvent): boolean =>
  ['run_held', 'run_continued', 'approval_waiting', 'approval_granted'].includes(event);

/** When a wait ends: after its seconds, or at its time. */
function endOf({ created, event_data: { seconds: length, until } }: RecyclerEvent): number | undefined {
  const ms = seconds(length);
  if (ms !== undefined) return Date.parse(created) + ms;
  return typeof until === 'string' ? Date.parse(until) : undefined;
}

/** What a run waits for after an event; undefined if the event is no wait. */
export function waitOf(event: RecyclerEvent): Wait | undefined {
  const wait = describe(event);
  if (wait === undefined) return undefined;
  const until = endOf(event);
  return { ...wait, ...(until !== undefined && { until }) };
}

/** `waiting for a quiet period of 1m, 42s left: there is no record of a finished run of this cluster` */
export function waitText({ words, why, until }: Wait, now: number): string {
  const leftMs = until === undefined ? undefined : Math.max(0, until - now);
  const left = leftMs === undefined ? '' : `, ${formatDuration(Math.ceil(leftMs / 1000) * 1000)} left`;
  return `${words}${left}${why === undefined ? '' : `: ${why}`}`;
}
