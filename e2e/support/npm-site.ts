import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { executable, node, python, repository } from './executables.ts';
import { findCommand } from './find-command.ts';
import { endProcessesWith } from './processes.ts';

export interface Ended {
  exitCode?: number;
  stdout: string;
  stderr: string;
}

/** A folder where npm has installed the built package, a home folder, and a simulated Spot in a process of its own. */
export interface NpmSite {
  /** The folder that npm installed into. */
  installed: string;
  home: string;
  /** Runs a command line in a shell, in the folder, without a terminal. */
  shell: (line: string, env?: Record<string, string>) => Promise<Ended>;
  /** What the simulator has recorded. */
  log: () => Promise<{ maxOut: number }>;
  stop: () => Promise<void>;
}

/** What npm and the executables need from the machine, without the clone's own executables. */
const commands = ['npm', 'npx', 'sh', 'env', 'readlink', 'rm', 'ls', 'bash', 'ssh', 'ps'];

/** A folder with links to commands, for `PATH`. */
function linkCommands(folder: string, paths: readonly (string | undefined)[]): string {
  mkdirSync(folder);
  for (const path of paths) {
    if (path !== undefined) symlinkSync(path, join(folder, path.split('/').at(-1)!));
  }
  return folder;
}

/** The commands of the machine: npm puts the clone's `node_modules/.bin` first when it runs the tests. */
function ownCommand(name: string): string | undefined {
  const path = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.startsWith(repository));
  return findCommand(name, path);
}

async function startSimulator(folder: string, scenario: unknown) {
  const file = join(folder, 'scenario.json');
  writeFileSync(file, JSON.stringify(scenario));
  const subprocess = execa(node, [executable('spot-simulator'), '--scenario', file, '--json'], { reject: false });
  const [line] = (await once(createInterface(subprocess.stdout), 'line')) as [string];
  return { subprocess, ...(JSON.parse(line) as { url: string; accountId: string }) };
}

export async function startNpmSite(scenario: unknown): Promise<NpmSite> {
  const folder = mkdtempSync(join(tmpdir(), 'esg-npm-'));
  const [installed, home] = [join(folder, 'installed'), join(folder, 'home')];
  for (const one of [installed, home]) mkdirSync(one);
  const { subprocess, url, accountId } = await startSimulator(folder, scenario);
  const paths = [
    linkCommands(join(folder, 'ansible'), ['ansible-playbook', 'ansible-config'].map(python)),
    // `npm run check:npm` installs the Node of the package, which takes longer.
    linkCommands(join(folder, 'system'), [node, ...commands.map(ownCommand)]),
  ];
  const cache = (await execa('npm', ['config', 'get', 'cache'])).stdout;
  const environment = {
    PATH: paths.join(':'),
    LANG: 'C.UTF-8',
    HOME: home,
    SPOTINST_API_URL: url,
    SPOTINST_API_TOKEN: 'simulator-token',
    SPOTINST_ACCOUNT_ID: accountId,
    npm_config_cache: cache,
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  const shell: NpmSite['shell'] = async (line, env = {}) => {
    const options = {
      cwd: installed,
      reject: false,
      stdin: 'ignore',
      extendEnv: false,
      env: { ...environment, ...env },
    } as const;
    const { exitCode, stdout, stderr } = await execa('/bin/sh', ['-c', line], options);
    return { exitCode, stdout, stderr };
  };
  return {
    installed,
    home,
    shell,
    log: async () => (await fetch(`${url}/_simulator/log`)).json() as Promise<{ maxOut: number }>,
    stop: async () => {
      subprocess.kill('SIGTERM');
      await subprocess;
      await endProcessesWith(`HOME=${home}`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
