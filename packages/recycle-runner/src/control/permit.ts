import { type EmitEvent, EsgError, ExitCode } from '@esg-recycler/core';
import type { RunMark } from '@esg-recycler/esg-store';
import type { PlannedInstance } from '../plan/plan.ts';
import type { ControlOptions } from './control-options.ts';
import {
  type ControlDecision,
  type ControlState,
  type ControlWait,
  decideNext,
  type Objection,
  type ReadControl,
} from './decide.ts';
import { outOfTime } from './out-of-time.ts';
import { msUntilOpen } from './window.ts';

/** Everything outside that decides when the next instance starts. */
export interface PermitEdges {
  readControl: () => Promise<ReadControl>;
  /** Reads from Spot why the cluster is frozen. */
  readFreeze: () => Promise<string | undefined>;
  /** Asks on the terminal, and records the answer; absent where nobody can be asked. Ends when the signal fires. */
  ask?: (wait: ControlWait, signal: AbortSignal) => Promise<void>;
  /** The command that approves from elsewhere. */
  approveCommand: string;
  /** Throws when the roll must not start another instance: on a stop request or a lost lease. */
  checkpoint: () => void;
  /** Waits, not longer than until a stop request or until a question is answered. */
  sleep: (ms: number, wake?: Promise<void>) => Promise<void>;
  emit: EmitEvent;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Aborted by a stop request. */
  signal: AbortSignal;
}

export interface PermitLimits extends ControlOptions {
  /** How many instances `--approve canary` covers. */
  canary: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  pollMs: number;
}

/** The situation before the next instance. */
export interface Turn {
  next: PlannedInstance;
  /** How many instances are recycled: of the canary, also by an interrupted run before this one. */
  recycled: number;
  /** Why the cluster is frozen, as read last. */
  freeze?: string;
  /** Only completes a recycle that was requested before: nothing but a freeze holds it up. */
  completes?: boolean;
}

/** `hasWaited`: what was read before is out of date. */
export type Permission = { do: 'go'; hasWaited: boolean } | { do: 'skip'; mark: RunMark };

export type Permit = (turn: Turn) => Promise<Permission>;

const stopErrors = {
  'out-of-time': outOfTime,
  vetoed: (reason: string) =>
    new EsgError(`Stopped by a veto: ${reason}`, {
      code: 'vetoed',
      exitCode: ExitCode.refused,
      hint: 'Once the cause is gone, run the same command again: it continues from what Spot shows.',
    }),
};

const keyOf = ({ kind, reason, ssi, by }: ControlWait): string => JSON.stringify([kind, reason, ssi, by]);

/**
 * Waits until the next instance may start: nobody holds the run, no tag freezes it, the window is open, no veto objects,
 * and it is approved. Everything is read again while it waits.
 */
export function createPermit(limits: PermitLimits, edges: PermitEdges): Permit {
  const { approve, canary, stopAfterMs, window, vetoes, vetoTimeoutMs, startedAt, pollMs } = limits;
  const { emit, now } = edges;
  const stopAt = stopAfterMs === undefined ? undefined : startedAt + stopAfterMs;

  const stateOf = (turn: Turn, control: ReadControl): ControlState => ({
    now: now(),
    ssi: turn.next.ssi,
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
    (await Promise.all(vetoes.map(({ query }) => query(edges.signal)))).filter((one) => one !== undefined);

  const report = (wait: ControlWait, turn: Turn): string => {
    const subject = { esg: turn.next.group, ssi: turn.next.ssi };
    const since = wait.since ?? new Date(now()).toISOString();
    if (wait.kind === 'approval')
      emit('approval_waiting', subject, {
        reason: wait.reason,
        since,
        command: edges.approveCommand,
        ...(wait.ssi === undefined && { isForRest: true as const }),
      });
    else emit('run_held', subject, { kind: wait.kind, reason: wait.reason, by: wait.by, since, until: wait.until });
    return keyOf(wait);
  };

  const reportEnd = (
    kind: ControlWait['kind'],
    { next: { ssi, group: esg } }: Turn,
    { approvals = {} }: ReadControl,
  ) => {
    const mark = approvals[ssi] ?? approvals['*'];
    if (kind !== 'approval') emit('run_continued', { esg, ssi }, { kind });
    else if (mark) emit('approval_granted', { esg, ssi }, { by: mark.by, answer: mark.answer });
  };

  return async (first) => {
    if (first.completes && first.freeze === undefined) return { do: 'go', hasWaited: false };
    let turn = first;
    let shown: { key: string; kind: ControlWait['kind'] } | undefined;
    let vetoedSince: number | undefined;
    let question: { key: string; cancel: AbortController; answered: Promise<void>; isOver: boolean } | undefined;

    const decide = async (control: ReadControl): Promise<ControlDecision> => {
      const base = stateOf(turn, control);
      const decision = decideNext(base);
      const mayStart = decision.do === 'go' || (decision.do === 'wait' && decision.wait.kind === 'approval');
      if (!mayStart || vetoes.length === 0 || turn.completes) return decision;
      const objections = await queryVetoes();
      vetoedSince = objections.length > 0 ? (vetoedSince ?? now()) : undefined;
      return decideNext({ ...base, now: now(), objections, vetoedSince });
    };

    const askAbout = (wait: ControlWait | undefined): Promise<void> | undefined => {
      const key = wait?.kind === 'approval' ? keyOf(wait) : undefined;
      // After the end of its input, the terminal has no more answers; elsewhere has.
      if (question?.key === key) return question?.isOver ? undefined : question?.answered;
      question?.cancel.abort();
      question = undefined;
      if (key === undefined || !wait || !edges.ask) return undefined;
      const cancel = new AbortController();
      const asked = { key, cancel, answered: edges.ask(wait, cancel.signal), isOver: false };
      question = asked;
      // A rejection ends the roll where it is awaited.
      asked.answered.then(
        () => (asked.isOver = true),
        () => {},
      );
      return asked.answered;
    };

    try {
      for (;;) {
        edges.checkpoint();
        const control = await edges.readControl();
        if (shown?.kind === 'freeze') turn = { ...turn, freeze: await edges.readFreeze() };
        const decision = await decide(control);
        edges.checkpoint();
        if (decision.do === 'stop') throw stopErrors[decision.why](decision.reason);
        const wait = decision.do === 'wait' ? decision.wait : undefined;
        if (shown && shown.kind !== wait?.kind) reportEnd(shown.kind, turn, control);
        if (decision.do === 'skip') return { do: 'skip', mark: decision.mark };
        if (!wait) return { do: 'go', hasWaited: shown !== undefined };
        if (shown?.key !== keyOf(wait)) shown = { key: report(wait, turn), kind: wait.kind };
        const answered = askAbout(wait);
        const untilMs = wait.until === undefined ? Infinity : Math.max(1, Date.parse(wait.until) - now());
        await edges.sleep(Math.min(pollMs, untilMs), answered);
      }
    } finally {
      question?.cancel.abort();
    }
  };
}
