import type { RunMark, RunControl, RunWait } from '@esg-recycler/esg-store';
import { formatDuration } from '@esg-recycler/core';

/** Why an external system objects to the next instance. */
export interface Objection {
  /** The address without credentials. */
  subject: string;
  reason: string;
}

/** What people requested of the run, as read last. */
export interface ReadControl extends RunControl {
  /** Why the store could not be read: nobody knows then whether the run is held. */
  unreadable?: string;
}

/** Everything that decides whether the next instance may start. */
export interface ControlState {
  /** Milliseconds since the epoch, as all times here. */
  now: number;
  /** The next instance; absent when only images of groups remain to be set. */
  ssi?: string;
  /** How many instances are recycled: of the canary, also by an interrupted run before this one. */
  recycled: number;
  control: ReadControl;
  /** Why the cluster is frozen by a tag. */
  freeze?: string;
  /** The time window as the user wrote it, and how long until it is open: 0 when it is. */
  window?: { text: string; opensInMs: number };
  /** When no other instance starts. */
  stopAt?: number;
  /** Who must agree: before each instance, or once after the first ones. */
  approve?: 'each' | 'canary';
  /** How many instances `canary` covers. */
  canary: number;
  /** The vetoes that object now. */
  objections: readonly Objection[];
  /** Since when a veto has objected without interruption, and how long that may last. */
  vetoedSince?: number;
  vetoTimeoutMs: number;
}

/** What holds a run up; `approves` is the key of the approval that it waits for. */
export type ControlWait =
  | { kind: 'approval'; reason: string; approves: string }
  | { kind: Exclude<RunWait['kind'], 'approval'>; reason: string; by?: string; since?: string; until?: string };

export type ControlDecision =
  | { do: 'go' }
  /** Leave this instance as it is. */
  | { do: 'skip'; mark: RunMark }
  | { do: 'wait'; wait: ControlWait }
  | { do: 'stop'; why: 'out-of-time' | 'vetoed'; reason: string };

/** The approval that counts for every instance. */
export const everyInstance = '*';

/** The approval of the images of groups where no instance needs one. */
export const theImage = 'image';

const timeOf = (ms: number): string => new Date(ms).toISOString();
const because = ({ reason }: RunMark): string => (reason === undefined ? '' : `: ${reason}`);
const listed = (objections: readonly Objection[]): string =>
  objections.map(({ subject, reason }) => `${subject}: ${reason}`).join('; ');

const outOfTime = (reason: string): ControlDecision => ({ do: 'stop', why: 'out-of-time', reason });
const wait = (is: ControlWait): ControlDecision => ({ do: 'wait', wait: is });

/** People and the clock; undefined when they allow it. */
function stoppedByClock({ now, stopAt, window }: ControlState): ControlDecision | undefined {
  if (stopAt !== undefined && now >= stopAt) return outOfTime('the time of --stop-after is over');
  if (!window || window.opensInMs === 0) return undefined;
  const opensAt = now + window.opensInMs;
  if (stopAt !== undefined && opensAt >= stopAt)
    return outOfTime(`the window ${window.text} opens after the time of --stop-after is over`);
  return Number.isFinite(opensAt)
    ? wait({ kind: 'window', reason: `outside the window ${window.text}`, until: timeOf(opensAt) })
    : wait({ kind: 'window', reason: `the window ${window.text} does not open in the next two days` });
}

function stoppedByVeto({
  now,
  objections,
  vetoedSince = now,
  vetoTimeoutMs,
}: ControlState): ControlDecision | undefined {
  if (objections.length === 0) return undefined;
  const reason = listed(objections);
  const leftMs = vetoedSince + vetoTimeoutMs - now;
  if (leftMs > 0) return wait({ kind: 'veto', reason, until: timeOf(now + leftMs) });
  return { do: 'stop', why: 'vetoed', reason: `${reason}, for ${formatDuration(now - vetoedSince)}` };
}

function awaitingApproval({ ssi, recycled, approve, canary, control }: ControlState): ControlDecision | undefined {
  const { approvals = {} } = control;
  const subject = ssi ?? theImage;
  const own = approvals[subject];
  if (own?.answer === 'skip') return { do: 'skip', mark: own };
  if (approve === undefined || own || approvals[everyInstance]) return undefined;
  if (approve === 'each')
    return wait({ kind: 'approval', reason: `approval of ${ssi ?? 'the image'}`, approves: subject });
  if (recycled < canary) return undefined;
  return wait({ kind: 'approval', reason: `approval after ${recycled} recycled`, approves: everyInstance });
}

/**
 * Whether the next instance may start now. The same state always has the same decision. People are asked last, so that
 * nobody approves what cannot start.
 */
export function decideNext(state: ControlState): ControlDecision {
  const { hold, unreadable } = state.control;
  const isOver = stoppedByClock(state);
  if (isOver?.do === 'stop') return isOver;
  if (unreadable !== undefined) return wait({ kind: 'store', reason: `the store cannot be read: ${unreadable}` });
  if (hold) return wait({ kind: 'hold', reason: `held by ${hold.by}${because(hold)}`, by: hold.by, since: hold.at });
  if (state.freeze !== undefined) return wait({ kind: 'freeze', reason: state.freeze });
  return isOver ?? stoppedByVeto(state) ?? awaitingApproval(state) ?? { do: 'go' };
}
