import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { execa } from 'execa';
import { node, python, repository } from './executables.ts';

export interface Outcome {
  exitCode: number | undefined;
  stdout: string;
  /** What a person sees: stdout and stderr, with each paragraph on one line. */
  output: string;
}

interface RunOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
}

/** A site for Ansible's commands: a simulated Spot, a home folder and one configuration file. */
export interface AnsibleSite {
  folder: string;
  simulator: Simulator;
  /** Writes a file into the folder; returns its path. */
  write(name: string, text: string): string;
  /** Runs a command of the project's Python environment, with `-i` and the configuration file if it accepts one. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Signals only the command, not the processes that it started. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves once all processes that the commands started have ended, by the home folder in their environment. */
  untilNothingRuns(): Promise<void>;
  stop(): Promise<void>;
}

const runsAtHome = (pid: string, home: string): boolean => {
  try {
    return readFileSync(join('/proc', pid, 'environ'), 'utf8')
      .split('\0')
      .includes(`HOME=${home}`);
  } catch {
    return false;
  }
};

/** Every instance is this machine, so nothing needs SSH. */
export const localConfig = `plugin: spotinst_esg
compose:
  ansible_connection: "'local'"
`;

export async function startAnsibleSite(scenario: ScenarioInput): Promise<AnsibleSite> {
  const folder = mkdtempSync(join(tmpdir(), 'esg-ansible-'));
  const simulator = await startSimulator(scenario);
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const untilNothingRuns = async (): Promise<void> => {
    while (readdirSync('/proc').some((pid) => runsAtHome(pid, folder))) await delay(50);
  };
  const running = new Set<{ kill(signal: NodeJS.Signals): boolean }>();
  const config = write('site.spotinst_esg.yml', localConfig);

  return {
    folder,
    simulator,
    write,
    run: async (command, args, { cwd = repository, env = {} } = {}) => {
      const inventory = ['ansible-inventory', 'ansible-playbook'].includes(command) ? ['-i', config] : [];
      const child = execa(python(command), [...inventory, ...args], {
        cwd,
        reject: false,
        forceKillAfterDelay: false,
        all: true,
        stdin: 'ignore',
        extendEnv: false,
        env: {
          PATH: process.env['PATH'],
          LANG: 'C.UTF-8',
          HOME: folder,
          ESG_RECYCLER_NODE: node,
          SPOTINST_API_URL: simulator.url,
          SPOTINST_API_TOKEN: simulator.token,
          SPOTINST_ACCOUNT_ID: simulator.accountId,
          ANSIBLE_NOCOLOR: '1',
          ...env,
        },
      });
      running.add(child);
      const { exitCode, stdout, all } = await child;
      running.delete(child);
      return { exitCode, stdout, output: all.replace(/(\S)\n(?=\S)/g, '$1 ') };
    },
    kill: (signal) => running.forEach((child) => child.kill(signal)),
    untilNothingRuns,
    stop: async () => {
      // A lease holder ends shortly after its playbook.
      await untilNothingRuns();
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same with Ansible's own inventory cache, in the folder of the site. */
export const cachedConfig = ({ folder }: AnsibleSite): string => `cache: true
cache_plugin: jsonfile
cache_connection: ${folder}/cache
${localConfig}`;
