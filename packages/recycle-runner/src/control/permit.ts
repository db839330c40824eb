import { type EmitEvent, EsgError, ExitCode } from '@esg-recycler/core';
import type { RunMark } from '@esg-recycler/esg-store';
import { type ControlWait, everyInstance, type ReadControl, theImage } from './decide.ts';
import { createDecider, type DecisionEdges, type PermitLimits, type Turn } from './decide-turn.ts';
import { outOfTime } from './out-of-time.ts';

/** Everything outside that decides when the next instance starts. */
export interface PermitEdges extends DecisionEdges {
  emit: EmitEvent;
  /** Reads from Spot why the cluster is frozen. */
  readFreeze: () => Promise<string | undefined>;
  /**
   * Asks on the terminal for an approval, and records the answer; absent where nobody can be asked. Ends when the signal
   * fires.
   */
  ask?: (approves: string, signal: AbortSignal) => Promise<void>;
  /** The command that approves from elsewhere. */
  approveCommand: string;
  /** Throws when the roll must not start another instance: on a stop request or a lost lease. */
  checkpoint: () => void;
  /** Waits, not longer than until a stop request or until a question is answered. */
  sleep: (ms: number, wake?: Promise<void>) => Promise<void>;
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

const subjectOf = ({ next }: Turn) => (next ? { esg: next.group, ssi: next.ssi } : {});

/** Waits with the same key are one wait: its end may move. */
const keyOf = (wait: ControlWait): string =>
  JSON.stringify([wait.kind, wait.reason, wait.kind === 'approval' ? wait.approves : wait.by]);

/**
 * Waits until the next instance may start: nobody holds the run, no tag freezes it, the window is open, no veto objects,
 * and it is approved. Everything is read again while it waits.
 */
export function createPermit(limits: PermitLimits, edges: PermitEdges): Permit {
  const { pollMs } = limits;
  const { emit, now } = edges;
  const decide = createDecider(limits, edges);

  const report = (wait: ControlWait, turn: Turn): string => {
    const subject = subjectOf(turn);
    const since = new Date(now()).toISOString();
    if (wait.kind === 'approval') {
      const { reason, approves } = wait;
      emit('approval_waiting', subject, { reason, since, command: edges.approveCommand, approves });
    } else emit('run_held', subject, { since, ...wait });
    return keyOf(wait);
  };

  const reportEnd = (kind: ControlWait['kind'], turn: Turn, { approvals = {} }: ReadControl) => {
    const mark = approvals[turn.next?.ssi ?? theImage] ?? approvals[everyInstance];
    if (kind !== 'approval') emit('run_continued', subjectOf(turn), { kind });
    else if (mark) emit('approval_granted', subjectOf(turn), { by: mark.by, answer: mark.answer });
  };

  return async (first) => {
    if (first.completes && first.freeze === undefined) return { do: 'go', hasWaited: false };
    let turn = first;
    let shown: { key: string; kind: ControlWait['kind'] } | undefined;
    let vetoedSince: number | undefined;
    let question: { key: string; cancel: AbortController; answered: Promise<void>; isOver: boolean } | undefined;

    const askAbout = (wait: ControlWait | undefined): Promise<void> | undefined => {
      const key = wait?.kind === 'approval' ? keyOf(wait) : undefined;
      // After the end of its input, the terminal has no more answers; elsewhere has.
      if (question?.key === key) return question?.isOver ? undefined : question?.answered;
      question?.cancel.abort();
      question = undefined;
      if (key === undefined || wait?.kind !== 'approval' || !edges.ask) return undefined;
      const cancel = new AbortController();
      const asked = { key, cancel, answered: edges.ask(wait.approves, cancel.signal), isOver: false };
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
        if (shown?.kind === 'freeze') turn = { ...turn, freeze: await edges.readFreeze() };
        const { decision, control, ...vetoes } = await decide(turn, { vetoedSince, withVetoes: true });
        vetoedSince = vetoes.vetoedSince;
        edges.checkpoint();
        if (decision.do === 'stop') throw stopErrors[decision.why](decision.reason);
        const wait = decision.do === 'wait' ? decision.wait : undefined;
        if (shown && shown.kind !== wait?.kind) reportEnd(shown.kind, turn, control);
        if (decision.do === 'skip') return { do: 'skip', mark: decision.mark };
        if (!wait) return { do: 'go', hasWaited: shown !== undefined };
        if (shown?.key !== keyOf(wait)) shown = { key: report(wait, turn), kind: wait.kind };
        const answered = askAbout(wait);
        const until = wait.kind === 'approval' ? undefined : wait.until;
        const untilMs = until === undefined ? Infinity : Math.max(1, Date.parse(until) - now());
        await edges.sleep(Math.min(pollMs, untilMs), answered);
      }
    } finally {
      question?.cancel.abort();
    }
  };
}
