import type { Records, RunLine, RunStatus, RunWait } from '@esg-recycler/esg-store';
import { isEvent } from '@esg-recycler/core';
import type { NumberedEvent } from '../events/event-log.ts';
import { isCount, phrase } from '../progress/phrase.ts';
import { stopText } from '../control/stop-effect.ts';

/** So many lines are kept for a follower that starts late, or reads rarely. */
const keptLines = 100;

function waitAfter(event: NumberedEvent, before: RunWait | undefined): RunWait | undefined {
  if (isEvent(event, 'run_held')) {
    const { kind, reason, since, until } = event.event_data;
    return { kind, reason, since, until, ssi: event.ssi };
  }
  if (isEvent(event, 'approval_waiting')) {
    const { reason, since, approves } = event.event_data;
    return { kind: 'approval', reason, since, ssi: event.ssi, approves };
  }
  return before && ['run_continued', 'approval_granted', 'instance_started', 'instance_skipped'].includes(event.event)
    ? undefined
    : before;
}

const endOfInstance = new Set(['instance_finished', 'instance_skipped', 'instance_deferred', 'instance_failed']);

/** What a run does between its instances. */
const between = new Set(['image_requested', 'bake_started', 'bake_checked']);
const endOfBetween = new Set(['image_set', 'bake_finished']);

function doingAfter(event: NumberedEvent, text: string, before: RunStatus['doing']): RunStatus['doing'] {
  const { ssi, created } = event;
  if (between.has(event.event)) return { text, since: before?.since ?? created };
  if (endOfBetween.has(event.event)) return undefined;
  if (endOfInstance.has(event.event)) return before?.ssi === ssi ? undefined : before;
  // Another instance may leave ACTIVE while this one is in progress.
  if (ssi === undefined || (before?.ssi !== undefined && before.ssi !== ssi && event.event !== 'instance_started'))
    return before;
  return { ssi, text, since: isCount(event) ? (before?.since ?? created) : created };
}

const requests = new Set(['recycle_requested', 'recycle_proved']);

/** Whether an event of an instance in progress shows that its recycle was requested, by this run or by an earlier one. */
const showsRequest = ({ event, event_data: { by, phase } }: NumberedEvent): boolean =>
  requests.has(event) ||
  (event === 'recycle_state' && by !== 'itself') ||
  (event.startsWith('gate_') && phase === 'after');

function requestedAfter(event: NumberedEvent, before: string | undefined): string | undefined {
  if (showsRequest(event)) return event.ssi;
  return endOfInstance.has(event.event) && event.ssi === before ? undefined : before;
}

const isHold = ({ event }: NumberedEvent): boolean => /^(run_(held|continued)|approval_)/.test(event);

/** The status after one more event. */
export function advanceStatus(status: RunStatus, event: NumberedEvent): RunStatus {
  const isStop = isEvent(event, 'run_stopping');
  const text = isStop ? `stop requested: ${stopText(event.event_data)}` : phrase(event);
  if (text === undefined) return status;
  const { counter, created, ssi } = event;
  const line: RunLine = { counter, created, ...(ssi !== undefined && { ssi }), text };
  return {
    ...status,
    doing: isHold(event) ? status.doing : doingAfter(event, text, status.doing),
    requested: requestedAfter(event, status.requested),
    ...(isStop && { stopRequestedAt: created }),
    waitsFor: waitAfter(event, status.waitsFor),
    lines: isCount(event) ? status.lines : [...status.lines, line].slice(-keptLines),
  };
}

export interface StatusPublisher {
  event: (event: NumberedEvent) => void;
  /** The latest status. */
  current: () => RunStatus;
  /** What the run does before or after its instances. */
  note: (text: string | undefined) => void;
  /** Waits for the last write. */
  stop: () => Promise<void>;
}

/**
 * Keeps the status of a run in the store, so that other processes and machines can see it. One write is in progress at a
 * time, always with the latest status. A failed write is dropped: watching must not end a roll.
 */
export function publishStatus(statuses: Records<RunStatus>, initial: RunStatus): StatusPublisher {
  let status = initial;
  let written: RunStatus | undefined;
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    while (written !== status) {
      written = status;
      await statuses.put(status.run, status).catch(() => {});
    }
    writing = undefined;
  };
  const update = (next: RunStatus): void => {
    if (next === status && written !== undefined) return;
    status = next;
    writing ??= write();
  };
  update(status);

  return {
    current: () => status,
    event: (event) => update(advanceStatus(status, event)),
    note: (text) =>
      update({ ...status, doing: text === undefined ? undefined : { text, since: new Date().toISOString() } }),
    stop: async () => {
      await writing;
    },
  };
}
