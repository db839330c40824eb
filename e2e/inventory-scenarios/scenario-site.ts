import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { type Outcome, runAnsible } from './ansible.ts';

interface RunOptions {
  args?: readonly string[];
  env?: Record<string, string | undefined>;
}

/** A simulated Spot, a home folder, and one version of Ansible. */
export interface ScenarioSite {
  home: string;
  simulator: Simulator;
  /** Writes a file into the home; returns its path. */
  write(name: string, text: string): string;
  /** `ansible-inventory --list` with a configuration file. */
  list(config: string, options?: RunOptions): Promise<Outcome>;
  /** `ansible-playbook` with a configuration file. */
  play(config: string, playbooks: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** The same, which must succeed. Returns what a person sees. */
  passes(config: string, playbooks: readonly string[], options?: RunOptions): Promise<string>;
  stop(): Promise<void>;
}

export async function startScenarioSite(ansible: string, scenario: ScenarioInput): Promise<ScenarioSite> {
  const home = mkdtempSync(join(tmpdir(), 'esg-scenario-'));
  const simulator = await startSimulator(scenario);
  const run = (command: string, config: string, { args = [], env = {} }: RunOptions) =>
    runAnsible(ansible, command, ['-i', config, ...args], {
      HOME: home,
      SPOTINST_API_URL: simulator.url,
      SPOTINST_API_TOKEN: simulator.token,
      SPOTINST_ACCOUNT_ID: simulator.accountId,
      ...env,
    });
  const play: ScenarioSite['play'] = (config, playbooks, options = {}) =>
    run('ansible-playbook', config, { ...options, args: [...(options.args ?? []), ...playbooks] });
  return {
    home,
    simulator,
    play,
    passes: async (...args) => {
      const { exitCode, output } = await play(...args);
      // A play without hosts succeeds.
      if (exitCode !== 0 || output.includes('no hosts matched')) {
        throw new Error(`ansible-playbook ended with ${exitCode}:\n${output}`);
      }
      return output;
    },
    write: (name, text) => {
      writeFileSync(join(home, name), text, { mode: 0o600 });
      return join(home, name);
    },
    list: (config, options = {}) =>
      run('ansible-inventory', config, { ...options, args: ['--list', ...(options.args ?? [])] }),
    stop: async () => {
      await simulator.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The file with the password of every vault here. */
export const password = join(import.meta.dirname, 'credentials/password');

/** A folder of scenarios: one configuration file, and a playbook for each feature. */
export const scenarioFolder = (name: string) => {
  const folder = join(import.meta.dirname, name);
  const config = join(folder, 'site.spotinst_esg.yml');
  const files = readdirSync(folder).map((file) => join(folder, file));
  return { config, playbooks: files.filter((file) => file.endsWith('.yml') && file !== config).toSorted() };
};
