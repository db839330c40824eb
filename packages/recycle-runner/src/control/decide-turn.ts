import type { PlannedInstance } from '../plan/plan.ts';
import type { ControlOptions } from './control-options.ts';
import { type ControlDecision, type ControlState, decideNext, type Objection, type ReadControl } from './decide.ts';
import { msUntilOpen } from './window.ts';

/** The situation before the next instance, or before the images of groups are set. */
export interface Turn {
  /** The next instance; absent when only images remain to be set. */
  next?: PlannedInstance;
  /** How many instances are recycled: of the canary, also by an interrupted run before this one. */
  recycled: number;
  /** Why the cluster is frozen, as read last. */
  freeze?: string;
  /** Only completes a recycle that was requested before: nothing but a freeze holds it up. */
  completes?: boolean;
}

export interface PermitLimits extends ControlOptions {
  /** How many instances `--approve canary` covers. */
  canary: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  pollMs: number;
}

/** What a decision is made from. */
export interface DecisionEdges {
  readControl: () => Promise<ReadControl>;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Aborted by a stop request. */
  signal: AbortSignal;
}

/** A decision, and what it was made from. */
export interface TurnDecision {
  decision: ControlDecision;
  control: ReadControl;
  /** Since when a veto objects without interruption. */
  vetoedSince?: number;
}

interface DecideOptions {
  vetoedSince?: number;
  /** Whether the vetoes are queried. */
  withVetoes: boolean;
}

/** Decides whether a turn may start now, with everything read at this moment. */
export function createDecider(
  { approve, canary, stopAfterMs, window, vetoes, vetoTimeoutMs, startedAt }: PermitLimits,
  { readControl, now, signal }: DecisionEdges,
): (turn: Turn, options: DecideOptions) => Promise<TurnDecision> {
  const stopAt = stopAfterMs === undefined ? undefined : startedAt + stopAfterMs;

  const stateOf = (turn: Turn, control: ReadControl): ControlState => ({
    now: now(),
    ssi: turn.next?.ssi,
    recycled: turn.recycled,
    freeze: turn.freeze,
    canary,
    objections: [],
    vetoTimeoutMs,
    ...(turn.completes
      ? { control: {} }
      : {
          control,
          stopAt,
          approve,
          ...(window && { window: { text: window.text, opensInMs: msUntilOpen(window, now()) } }),
        }),
  });

  const queryVetoes = async (): Promise<Objection[]> =>
    (await Promise.all(vetoes.map(({ query }) => query(signal)))).filter((one) => one !== undefined);

  return async (turn, { vetoedSince, withVetoes }) => {
    const control = await readControl();
    const decision = decideNext(stateOf(turn, control));
    const mayStart = decision.do === 'go' || (decision.do === 'wait' && decision.wait.kind === 'approval');
    if (!withVetoes || !mayStart || vetoes.length === 0 || turn.completes) return { decision, control, vetoedSince };
    const objections = await queryVetoes();
    const since = objections.length > 0 ? (vetoedSince ?? now()) : undefined;
    // Vetoes may take long to respond: a hold of that time counts, and so does the end of the window.
    const latest = await readControl();
    const state = { ...stateOf(turn, latest), objections, vetoedSince: since };
    return { decision: decideNext(state), control: latest, vetoedSince: since };
  };
}
