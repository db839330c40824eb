import { setTimeout as delay } from 'node:timers/promises';
import type { Simulator } from '@esg-recycler/spot-simulator';
import type { Random } from '../random.ts';
import type { Machine } from './workers.ts';

/** One kill of a worker, and what it was doing. */
export interface Kill {
  at: number;
  machine: string;
  what: 'worker' | 'machine';
  /** The groups that it was rolling. */
  groups: string[];
  /** Those of them with an instance out. */
  out: string[];
}

export interface Killing {
  random: Random;
  machines: readonly Machine[];
  simulator: Simulator;
  /** The shortest and the longest time between two kills, in milliseconds. */
  everyMs: readonly [number, number];
  /** The number of kills after which there are no more. */
  most: number;
  /** Any worker, or only one that rolls a cluster. */
  victims: 'any' | 'busy';
  over: AbortSignal;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal }).catch(() => {});

/** The groups whose runs are on a machine. */
const rolledOn = (machine: Machine, simulator: Simulator): string[] => {
  const text = machine
    .processes()
    .map((one) => one.arguments)
    .join(' ');
  const named = new Set([...text.matchAll(/ --cluster (\S+)/g)].map(([, name]) => name));
  return [...simulator.cloud.groups.keys()].filter((id) => named.has(id));
};

const isOut = (group: string, { cloud }: Simulator): boolean =>
  [...cloud.group(group).instances.values()].some(({ state }) => state !== 'ACTIVE');

/** The machines that roll a cluster, as soon as there are some. */
async function untilBusy({ machines, simulator, over }: Killing): Promise<Machine[]> {
  for (;;) {
    const busy = machines.filter((machine) => rolledOn(machine, simulator).length > 0);
    if (busy.length > 0 || over.aborted) return busy;
    await pause(50, over);
  }
}

/** Kills workers, one after the other, and starts each again. */
export async function killWorkers(killing: Killing): Promise<Kill[]> {
  const { random, machines, simulator, everyMs, most, victims, over } = killing;
  const kills: Kill[] = [];
  while (kills.length < most) {
    await untilBusy(killing);
    await pause(random.between(...everyMs), over);
    const machine = random.pick(victims === 'any' ? machines : await untilBusy(killing));
    if (over.aborted) return kills;
    const groups = rolledOn(machine, simulator);
    const what = random.pick(['worker', 'machine'] as const);
    const out = groups.filter((group) => isOut(group, simulator));
    kills.push({ at: Date.now(), machine: machine.name, what, groups, out });
    await machine.kill(what);
    await pause(random.between(0, 1000), over);
    machine.start();
  }
  return kills;
}

/**
 * How long each group of a killed worker waited for its next request, in milliseconds. What was under way in the first
 * moment does not count.
 */
export function recoveriesMs(kills: readonly Kill[], { requests }: Pick<Simulator, 'requests'>): number[] {
  const underWayMs = 1000;
  return kills.flatMap(({ at, groups }) =>
    groups.flatMap((group) => {
      const isOfGroup = (path: string): boolean => path.split('/').includes(group);
      const next = requests.find((one) => one.at > at + underWayMs && isOfGroup(one.path));
      return next ? [next.at - at] : [];
    }),
  );
}
