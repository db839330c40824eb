import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { endProcessesWith, type Process, processesWith } from '../../support/processes.ts';
import type { Runner, RollSite } from '../../support/roll-site.ts';

interface WorkerOptions {
  site: RollSite;
  /** What every process of the campaign gets: the tokens and the URL of the store. */
  environment: Record<string, string>;
  /** Clusters at once in this worker. */
  atOnce: number;
  lockTtl: string;
}

/** A machine with one worker, which shares nothing with the others but the URL of the store. */
export interface Machine {
  name: string;
  start: () => void;
  /** The processes of the machine: the worker, and everything that it has started. */
  processes: () => Process[];
  /** Kills the worker, or every process of the machine, and waits for the end of the worker. */
  kill: (what: 'worker' | 'machine') => Promise<void>;
  /** @returns the exit code after SIGTERM */
  stop: () => Promise<number | undefined>;
  /** Ends everything that runs on it. */
  clear: () => Promise<void>;
}

/** The environment of a machine of its own, with a home and a state folder of its own. */
export function homeOf({ folder }: RollSite, name: string): { HOME: string; ESG_STATE_DIR: string } {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  return { HOME: home, ESG_STATE_DIR: join(home, 'state') };
}

export function createMachine(name: string, { site, environment, atOnce, lockTtl }: WorkerOptions): Machine {
  const home = homeOf(site, name);
  const marker = `HOME=${home.HOME}`;
  let worker: Runner | undefined;
  // Not the kill of execa, which also sends SIGKILL after five seconds.
  const signal = (pid: number | undefined, name_: NodeJS.Signals): void => {
    try {
      if (pid !== undefined) process.kill(pid, name_);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const ended = async (): Promise<number | undefined> => {
    const exitCode = (await worker)?.exitCode;
    worker = undefined;
    return exitCode;
  };
  return {
    name,
    start: () => {
      const args = ['worker', '--at-once', String(atOnce), '--lock-ttl', lockTtl, '--json'];
      worker = site.startUnconfirmed(args, { ...environment, ...home });
    },
    processes: () => processesWith(marker),
    kill: async (what) => {
      if (what === 'machine') await endProcessesWith(marker);
      else signal(worker?.pid, 'SIGKILL');
      await ended();
    },
    stop: () => {
      signal(worker?.pid, 'SIGTERM');
      return ended();
    },
    clear: () => endProcessesWith(marker),
  };
}
