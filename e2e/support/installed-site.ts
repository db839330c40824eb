import { execa } from 'execa';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { executable, node, repository } from './executables.ts';
import { endProcessesWith } from './processes.ts';

const token = 'the-token-of-this-test';

/** An empty folder with the built file of the collection, and a simulated Spot in a process of its own. */
export interface InstalledSite {
  folder: string;
  /** The built file of the collection. */
  file: string;
  stop(): Promise<void>;
  /** A machine of its own: a home, an empty folder for collections, and the commands of one ansible-core. */
  machine(name: string, ansible: string): Machine;
}

export interface Machine {
  folder: string;
  /** What its processes have in their environment, and no others. */
  variable: string;
  run(command: string, args: readonly string[], env?: Record<string, string>): MachineCommand;
}

interface MachineCommand extends Promise<{ exitCode?: number; stdout: string; all: string }> {
  kill(signal: NodeJS.Signals): boolean;
}

/** `PATH` contains only Node, and nothing leads to the repository. */
function machineOf(site: string, name: string, { ansible, url }: { ansible: string; url: string }): Machine {
  const folder = join(site, name);
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const variable = `ESG_TEST_MACHINE=${folder}`;
  const environment = {
    PATH: join(site, 'bin'),
    LANG: 'C.UTF-8',
    HOME: home,
    ANSIBLE_COLLECTIONS_PATH: join(folder, 'collections'),
    ANSIBLE_NOCOLOR: '1',
    SPOTINST_API_URL: url,
    SPOTINST_API_TOKEN: token,
    SPOTINST_ACCOUNT_ID: 'act-12345678',
    ESG_TEST_MACHINE: folder,
  };
  writeFileSync(
    join(folder, 'my.spotinst_esg.yml'),
    `plugin: esg_recycler.spotinst.spotinst_esg\ncompose:\n  ansible_connection: "'local'"\n`,
  );
  return {
    folder,
    variable,
    run: (command, args, env = {}) =>
      execa(join(ansible, command), args, {
        cwd: folder,
        reject: false,
        all: true,
        stdin: 'ignore',
        extendEnv: false,
        env: { ...environment, ...env },
      }),
  };
}

async function startSpot(folder: string, scenario: ScenarioInput): Promise<{ url: string; stop(): Promise<void> }> {
  const file = join(folder, 'scenario.json');
  writeFileSync(
    file,
    JSON.stringify({ organizations: [{ tokens: [token], accounts: ['act-12345678'] }], ...scenario }),
  );
  const simulator = spawn(node, [executable('spot-simulator'), '--scenario', file, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(simulator.stdout), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    async stop() {
      const ended = once(simulator, 'exit');
      simulator.kill();
      await ended;
    },
  };
}

export async function startInstalledSite(scenario: ScenarioInput): Promise<InstalledSite> {
  const folder = mkdtempSync(join(tmpdir(), 'esg-installed-'));
  const { stdout: file } = await execa(node, [join(repository, 'tools/collection.mjs'), folder]);
  mkdirSync(join(folder, 'bin'));
  symlinkSync(node, join(folder, 'bin/node'));
  const spot = await startSpot(folder, scenario);
  const machines: Machine[] = [];
  return {
    folder,
    file,
    machine(name, ansible) {
      const made = machineOf(folder, name, { ansible, url: spot.url });
      machines.push(made);
      return made;
    },
    async stop() {
      for (const { variable } of machines) await endProcessesWith(variable);
      await spot.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
