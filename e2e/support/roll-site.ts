import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { execa } from 'execa';
import { executable, node } from './executables.ts';
import { endProcessesWith, type Process, processesWith } from './processes.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

export const token = 'c0ffee-this-is-the-secret-token';

interface Ended {
  exitCode?: number;
  stdout: string;
  stderr: string;
}

/** A runner that was started. */
export type Runner = PromiseLike<Ended> & {
  pid?: number;
  kill: (signal: NodeJS.Signals) => boolean;
  stdout: Readable | null;
  stderr: Readable | null;
};

/** A site in which recycle-runner runs as for a user: a simulated Spot and a state folder. */
export interface RollSite {
  folder: string;
  /** The state folder, as it is seen from here. */
  state: string;
  /** The disk of the state folder, if it has one of its own. */
  disk: SmallDisk | undefined;
  simulator: Simulator;
  /** The complete environment of every process of this site. */
  environment: Record<string, string | undefined>;
  write: (name: string, text: string) => string;
  /** Starts it. A roll gets --yes, because there is no terminal. */
  start: (args: readonly string[], env?: Record<string, string | undefined>) => Runner;
  /** Starts it with only these arguments. */
  startUnconfirmed: (args: readonly string[], env?: Record<string, string | undefined>) => Runner;
  run: (args: readonly string[], env?: Record<string, string | undefined>) => Promise<Ended>;
  /** Every process of this site that still runs. */
  processes: () => Process[];
  /** The folders of the runs so far, by their time. */
  runs: () => string[];
  /** The stateful instances that a recycle was requested for, in order. */
  requested: () => string[];
  stop: () => Promise<void>;
}

const recycleRoute = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';

const unconfirmed = new Set([
  'plan',
  'recover',
  'doctor',
  'status',
  'hold',
  'continue',
  'approve',
  'unlock',
  'history',
  'show',
  'report',
]);

/** Only a roll asks for confirmation. */
function confirmed(args: readonly string[]): string[] {
  if (unconfirmed.has(args[0] ?? '')) return [...args];
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  return args.toSpliced(end, 0, '--yes');
}

/** A config file without SSH: every instance is this machine. */
export const localConfig = `plugin: spotinst_esg
compose:
  ansible_connection: "'local'"
`;

interface SiteOptions {
  /** Puts the state folder on a disk of its own, of this size, for example `2m`. */
  diskSize?: string;
}

export async function startRollSite(scenario: ScenarioInput, { diskSize }: SiteOptions = {}): Promise<RollSite> {
  const folder = mkdtempSync(join(tmpdir(), 'esg-roll-'));
  const simulator = await startSimulator({ organizations: [{ tokens: [token] }], ...scenario });
  const state = join(folder, 'state');
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  write('site.spotinst_esg.yml', localConfig);
  const environment = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: folder,
    ESG_STATE_DIR: state,
    SPOTINST_API_URL: simulator.url,
    SPOTINST_API_TOKEN: token,
    SPOTINST_ACCOUNT_ID: simulator.accountId,
  };
  const disk = diskSize === undefined ? undefined : await mountSmallDisk(state, diskSize);
  const seenState = disk ? disk.path('') : state;
  const startUnconfirmed: RollSite['start'] = (args, env = {}) => {
    const command = [node, executable('recycle-runner'), ...args] as const;
    const [file, all] = disk ? disk.command(command, folder) : [node, command.slice(1)];
    return execa(file, all, {
      cwd: folder,
      reject: false,
      // A runner takes its time to stop.
      forceKillAfterDelay: false,
      stdin: 'ignore',
      extendEnv: false,
      env: { ...environment, ...env },
    });
  };
  const start: RollSite['start'] = (args, env) => startUnconfirmed(confirmed(args), env);
  return {
    folder,
    state: seenState,
    disk,
    simulator,
    environment,
    write,
    start,
    startUnconfirmed,
    run: async (args, env) => {
      const { exitCode, stdout, stderr } = await start(args, env);
      return { exitCode, stdout, stderr };
    },
    processes: () => processesWith(`ESG_STATE_DIR=${state}`),
    runs: () => {
      const runs = join(seenState, 'runs');
      return existsSync(runs)
        ? readdirSync(runs)
            .toSorted()
            .map((name) => join(runs, name))
        : [];
    },
    requested: () =>
      simulator.requests
        .filter(({ route, performed }) => route === recycleRoute && performed)
        .map(({ path }) => path.split('/').at(-2) ?? ''),
    stop: async () => {
      await endProcessesWith(`ESG_STATE_DIR=${state}`);
      await simulator.stop();
      await disk?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The files below a folder whose bytes hold a text. */
export const filesHolding = (folder: string, text: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    // A temporary file may be gone by now.
    .filter((path) => existsSync(path) && readFileSync(path).includes(text));
