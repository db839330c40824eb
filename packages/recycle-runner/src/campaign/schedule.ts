/**
 * `queued`: it waits for a worker, and none has taken it. `held`: another process rolls it, or it needs no recycle but an
 * instance is down; read again at the end of the wave. `blocked`: it is still not done then. `stopped`: its roll ended early on request, and instances still
 * need a recycle.
 */
export type Phase = 'waiting' | 'queued' | 'running' | 'done' | 'failed' | 'held' | 'blocked' | 'stopped';

/** Everything that decides what happens next in a wave. */
export interface WaveState {
  /** In the order in which they start. */
  clusters: readonly { key: string; phase: Phase }[];
  /** The most clusters that roll at the same time. */
  atOnce: number;
  /** The number of failed clusters that ends the campaign; undefined: only their wave ends. */
  stopAfterFailures?: number;
  /** Whether the user requested a stop. */
  isStopping: boolean;
  /** How long until the time window is open, in milliseconds: 0 when it is open. */
  opensInMs: number;
  /** How long until `stop_after` ends the campaign, in milliseconds; Infinity without it. */
  leftMs: number;
}

/** Why a wave ended. Only `passed` leads to the next wave. */
export type WaveEnd = 'passed' | 'failed' | 'stopped' | 'out-of-time';

export type NextAction =
  /** Start these clusters, and let the running ones continue. */
  | { do: 'start'; keys: string[] }
  /** Wait for a running cluster to end, for the stop signal, or for the given time. */
  | { do: 'wait'; ms: number }
  /** Take these clusters back from the queue: they may no longer start. */
  | { do: 'withdraw'; keys: string[] }
  /** Ask the running clusters to stop after the instance in progress. */
  | { do: 'stop-running' }
  /** Read these clusters again: another process may have finished them. */
  | { do: 'read-again'; keys: string[] }
  | { do: 'end'; end: WaveEnd };

const keysIn = ({ clusters }: WaveState, ...phases: Phase[]): string[] =>
  clusters.filter(({ phase }) => phases.includes(phase)).map(({ key }) => key);

/** Why no further cluster of the wave may start; undefined when it may. */
function endOf(state: WaveState): WaveEnd | undefined {
  if (keysIn(state, 'failed').length > 0) return 'failed';
  if (keysIn(state, 'stopped').length > 0) return 'stopped';
  // With nothing left to start, the wave can still pass.
  if (keysIn(state, 'waiting', 'queued').length === 0) return undefined;
  if (state.isStopping) return 'stopped';
  return state.leftMs <= 0 ? 'out-of-time' : undefined;
}

/** Whether the running clusters also have to stop. */
const stopsRunning = (state: WaveState): boolean =>
  state.isStopping || keysIn(state, 'failed').length >= (state.stopAfterFailures ?? Infinity);

/** With no cluster running and none that can start now. */
function conclude(state: WaveState): NextAction {
  const held = keysIn(state, 'held');
  if (held.length > 0) return { do: 'read-again', keys: held };
  return { do: 'end', end: keysIn(state, 'blocked').length > 0 ? 'failed' : 'passed' };
}

/**
 * What a campaign does next in a wave. One failed cluster stops its wave: no other cluster starts, and the running ones
 * continue. `stopAfterFailures` failed clusters also stop the running ones. The same state always has the same action.
 *
 * @param isStopSent whether the running clusters were asked to stop already
 */
export function nextAction(state: WaveState, isStopSent: boolean): NextAction {
  const running = keysIn(state, 'running', 'queued');
  const waiting = keysIn(state, 'waiting');
  const queued = keysIn(state, 'queued');
  const mayStart = endOf(state) === undefined && state.opensInMs === 0 && !stopsRunning(state);
  if (queued.length > 0 && !mayStart) return { do: 'withdraw', keys: queued };
  if (running.length > 0 && stopsRunning(state) && !isStopSent) return { do: 'stop-running' };
  const end = endOf(state);
  if (end !== undefined) return running.length > 0 ? { do: 'wait', ms: Infinity } : { do: 'end', end };
  if (waiting.length === 0) return running.length > 0 ? { do: 'wait', ms: Infinity } : conclude(state);
  const free = state.atOnce - running.length;
  if (free <= 0) return { do: 'wait', ms: state.leftMs };
  if (state.opensInMs === 0) return { do: 'start', keys: waiting.slice(0, free) };
  const isTooLate = state.opensInMs >= state.leftMs;
  if (isTooLate && running.length === 0) return { do: 'end', end: 'out-of-time' };
  return { do: 'wait', ms: Math.min(state.opensInMs, state.leftMs) };
}
