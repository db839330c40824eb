import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, type EmitEvent, EsgError, ExitCode } from '@esg-recycler/core';
import type { Store } from '@esg-recycler/esg-store';
import { askApproval } from './ask-approval.ts';
import type { ControlOptions } from './control-options.ts';
import type { ReadControl } from './decide.ts';
import { operatorOf } from './operator.ts';
import { createDecider, type Turn } from './decide-turn.ts';
import { createPermit, type Permit } from './permit.ts';
import { answerRun, readControl } from './requests.ts';

interface RunControlSetup {
  store: Pick<Store, 'controls'>;
  run: string;
  startedAt: Date;
  options: ControlOptions & { pollIntervalMs: number };
  /** How many instances are the canary of `--approve canary`. */
  canary: number;
  readFreeze: () => Promise<string | undefined>;
  checkpoint: () => void;
  emit: EmitEvent;
  /** Aborted by a stop request. */
  signal: AbortSignal;
  /** Shows questions on the terminal; absent where nobody can be asked. */
  terminal?: { pause: () => void; resume: () => void };
}

/** A command about a run, for another terminal of this machine. */
export const controlCommand = (verb: string, run: string): string =>
  commandOf('recycle-runner', `${verb} ${run}`, process.env, { isForAnyFolder: true });

/** A store that cannot be read holds the run: its lease decides how long that may last. */
const unreadable = (error: unknown): ReadControl => ({ unreadable: (error as Error).message });

/** While Spot cannot be reached, nobody knows that the freeze has ended. */
function stillFrozen(error: unknown): string {
  if (error instanceof EsgError && error.exitCode === ExitCode.unreachable)
    return `it is unknown whether the freeze has ended: ${error.message}`;
  throw error;
}

/** What people, tags, the clock and other systems decide about a run. */
export interface RunPermission {
  /** Waits until a turn may start. */
  permit: Permit;
  /**
   * Whether a turn that was permitted may still start; waits for nothing but the vetoes.
   *
   * @param options.withVetoes whether they are queried again
   */
  isPermitted: (turn: Turn, options: { withVetoes: boolean }) => Promise<boolean>;
}

/** Decides what a run may start. */
export function controlRun(setup: RunControlSetup): RunPermission {
  const { store, run, startedAt, options, canary, readFreeze, checkpoint, emit, signal, terminal } = setup;
  const limits = { ...options, canary, startedAt: startedAt.getTime(), pollMs: options.pollIntervalMs };
  const reads = { readControl: () => readControl(store, run).catch(unreadable), signal, now: () => Date.now() };
  const decide = createDecider(limits, reads);
  const permit = createPermit(limits, {
    ...reads,
    readFreeze: () => readFreeze().catch(stillFrozen),
    checkpoint,
    emit,
    approveCommand: controlCommand('approve', run),
    sleep: async (ms, wake) => {
      const timer = new AbortController();
      const pause = sleep(ms, undefined, { signal: AbortSignal.any([signal, timer.signal]) }).catch(() => {});
      try {
        await (wake ? Promise.race([pause, wake]) : pause);
      } finally {
        timer.abort();
      }
    },
    ...(terminal && {
      ask: async (approves, cancel) => {
        terminal.pause();
        try {
          const answer = await askApproval(approves, AbortSignal.any([signal, cancel]));
          if (answer) await answerRun(store, run, operatorOf(), answer);
        } finally {
          terminal.resume();
        }
      },
    }),
  });
  return { permit, isPermitted: async (turn, how) => (await decide(turn, how)).decision.do === 'go' };
}
