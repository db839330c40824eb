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
 * Waits for the moment and kills within the same turn of the event loop: the simulated Spot cannot advance between the
 * check and the kill.
 *
 * @returns undefined when the commands ended before the moment came
 */
export async function strikeAt(
  { at, victim, deletesStore }: Strike,
  view: View,
  roots: () => readonly number[],
  ended: AbortSignal,
): Promise<Hit | undefined> {
  const { site } = view;
  if (typeof at === 'number') await delay(at, undefined, { signal: ended }).catch(() => {});
  while (!ended.aborted) {
    if (typeof at === 'number' || phaseNow(view) === at) {
      const victims = victimsOf(victim, site, roots());
      if (victims.length > 0 || victim === 'nothing') {
        kill(victims);
        const phase = phaseNow(view);
        if (victim === 'everything') killTheRest(site);
        if (deletesStore) rmSync(site.environment['ESG_STATE_DIR']!, { recursive: true, force: true });
        return { victim, phase };
      }
    }
    await delay(5, undefined, { signal: ended }).catch(() => {});
  }
  return undefined;
}
