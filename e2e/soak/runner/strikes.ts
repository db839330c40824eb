import { setTimeout as delay } from 'node:timers/promises';
import type { Started } from '../commands.ts';
import type { View } from '../phases.ts';
import { killVictims, type Victim } from '../strike.ts';

/** What a fault strikes. */
export interface Struck {
  view: View;
  group: string;
  started: Started;
  /** The time between the two parts of a fault, in milliseconds. */
  pauseMs: number;
  /** Aborted when the command has ended. */
  over: AbortSignal;
  /** Reports what is not as it must be. */
  report: (problem: string) => void;
}

/**
 * Acts at once, before its first `await`. @returns undefined if there is nothing to act on yet; otherwise a promise of the
 * rest, which says whether it took effect
 */
export type Strikes = (struck: Struck) => Promise<boolean> | undefined;

export const pause = ({ pauseMs, over }: Pick<Struck, 'pauseMs' | 'over'>): Promise<void> =>
  delay(pauseMs, undefined, { signal: over }).catch(() => {});

/** @returns whether the process was still there */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}

export const killProcess =
  (victim: Victim): Strikes =>
  ({ view: { site }, started }) =>
    killVictims(victim, site, [started.pid]) ? Promise.resolve(true) : undefined;

export const sendSignal =
  (signal: NodeJS.Signals, times: 1 | 2): Strikes =>
  async (struck) => {
    const hasArrived = send(struck.started.pid, signal);
    if (times === 1 || !hasArrived) return hasArrived;
    await pause(struck);
    if (!struck.over.aborted) send(struck.started.pid, signal);
    return true;
  };

export const closeOutput: Strikes = ({ started }) => {
  started.closeOutput();
  return Promise.resolve(true);
};
