import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Process } from '../support/processes.ts';
import type { RollSite } from '../support/roll-site.ts';
import { type Phase, phaseNow, type View } from './phases.ts';
import type { Random } from './random.ts';
import { recycleRoute } from './scenario.ts';

export type Victim = 'runner' | 'ansible-playbook' | 'executable' | 'everything' | 'nothing';

/** What to kill, and when. */
export interface Strike {
  /** In this phase, or this many milliseconds after the start. */
  at: Phase | number;
  victim: Victim;
  /** Whether the folder with the store is deleted at the same time. */
  deletesStore: boolean;
}

/** What was killed, and its phase. */
export interface Hit {
  victim: Victim;
  phase: Phase | undefined;
}

const isPlaybook = (one: Process): boolean => one.arguments.includes('bin/ansible-playbook');

/** Ansible's forks have the same command line. The main process is not a fork. */
const playbooksAmong = (all: readonly Process[]): Process[] => {
  const playbooks = all.filter(isPlaybook);
  return playbooks.filter(({ parent }) => !playbooks.some(({ pid }) => pid === parent));
};

/** The lease holder of a playbook ends with the playbook, and is killed only together with everything. */
const executablesAmong = (all: readonly Process[]): Process[] =>
  all.filter((one) => /cli\/[\w-]+\.mjs /.test(one.arguments) && !one.arguments.includes(' lease hold '));

function victimsOf(victim: Victim, site: RollSite, roots: readonly number[]): Process[] {
  const all = site.processes();
  switch (victim) {
    case 'runner':
      return all.filter(({ pid }) => roots.includes(pid));
    case 'ansible-playbook':
      return playbooksAmong(all);
    case 'executable':
      return executablesAmong(all);
    case 'everything':
      return all;
    default:
      return [];
  }
}

function kill(victims: readonly Process[]): void {
  for (const { pid } of victims) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Processes that started while the first ones were listed. */
function killTheRest(site: RollSite): void {
  for (let left = site.processes(); left.length > 0; left = site.processes()) kill(left);
}

/** Makes the phase reachable: a request stays in flight, because its response never arrives. */
export function prepare({ at }: Strike, { simulator }: RollSite, random: Random): void {
  if (at !== 'request in flight') return;
  simulator.fail({ kind: 'hang', method: 'PUT', route: recycleRoute, accepted: random.chance(0.5) });
}

/**
 * Kills what is there of it.
 *
 * @param roots the ids of the commands that were started
 * @returns whether there was something to kill
 */
export function killVictims(victim: Victim, site: RollSite, roots: readonly number[]): boolean {
  const victims = victimsOf(victim, site, roots);
  kill(victims);
  if (victim === 'everything') killTheRest(site);
  return victims.length > 0;
}

/**
 * Waits for the moment and acts within the same turn of the event loop: the simulated Spot cannot advance between the
 * check and the act, until the first `await`.
 *
 * @param act returns undefined if there is nothing to act on yet
 * @returns undefined when the commands ended before the moment came
 */
export async function atMoment<T>(
  at: Strike['at'],
  view: View,
  ended: AbortSignal,
  act: (phase: Phase | undefined) => T | undefined,
): Promise<T | undefined> {
  if (typeof at === 'number') await delay(at, undefined, { signal: ended }).catch(() => {});
  while (!ended.aborted) {
    const phase = phaseNow(view);
    const result = typeof at === 'number' || phase === at ? act(phase) : undefined;
    if (result !== undefined) return result;
    await delay(5, undefined, { signal: ended }).catch(() => {});
  }
  return undefined;
}

/** Kills when the moment comes. */
export const strikeAt = (
  { at, victim, deletesStore }: Strike,
  view: View,
  roots: () => readonly number[],
  ended: AbortSignal,
): Promise<Hit | undefined> =>
  atMoment(at, view, ended, (phase) => {
    if (!killVictims(victim, view.site, roots()) && victim !== 'nothing') return undefined;
    if (deletesStore) rmSync(view.site.environment['ESG_STATE_DIR']!, { recursive: true, force: true });
    return { victim, phase };
  });
