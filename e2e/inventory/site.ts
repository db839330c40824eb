import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { execa } from 'execa';
import { executable, node } from '../support/executables.ts';

export interface Answer {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** Calls to Spot: `METHOD /path`, sorted. */
  calls: string[];
}

interface AskOptions {
  args?: readonly string[];
  env?: Record<string, string | undefined>;
}

/** A simulated Spot, and an empty home in which `esg-inventory` runs. */
export interface InventorySite {
  folder: string;
  simulator: Simulator;
  /** Runs `esg-inventory --config -` with these settings. */
  ask(settings?: object, options?: AskOptions): Promise<Answer>;
  /** What `esg-inventory` with these arguments shows on a terminal. */
  watch(args: readonly string[], env?: Record<string, string>): Promise<string>;
  stop(): Promise<void>;
}

/** The names of the hosts of a document. */
export const hostsIn = ({ stdout }: Answer): string[] => Object.keys(JSON.parse(stdout)._meta.hostvars);

export async function startInventorySite(scenario: ScenarioInput): Promise<InventorySite> {
  const folder = mkdtempSync(join(tmpdir(), 'esg-inventory-'));
  const simulator = await startSimulator(scenario);
  const command = executable('esg-inventory');
  const surroundings = {
    HOME: folder,
    PATH: process.env['PATH'],
    SPOTINST_API_URL: simulator.url,
    SPOTINST_API_TOKEN: simulator.token,
    SPOTINST_ACCOUNT_ID: simulator.accountId,
  };
  return {
    folder,
    simulator,
    async ask(settings = {}, { args = [], env = {} } = {}) {
      const before = simulator.requests.length;
      const { exitCode, stdout, stderr } = await execa(node, [command, '--config', '-', ...args], {
        cwd: folder,
        input: JSON.stringify(settings),
        reject: false,
        extendEnv: false,
        env: { ...surroundings, ...env },
      });
      const calls = simulator.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
      return { exitCode, stdout, stderr, calls: calls.toSorted() };
    },
    async watch(args, env = {}) {
      const line = [node, command, ...args].map((part) => `'${part}'`).join(' ');
      const terminal = { TERM: 'xterm-256color', ...surroundings, ...env };
      const options = { cwd: folder, extendEnv: false, env: terminal, stdin: 'ignore' } as const;
      return (await execa('script', ['--quiet', '--return', '--command', line, '/dev/null'], options)).stdout;
    },
    async stop() {
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
