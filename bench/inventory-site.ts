import { execa } from 'execa';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';

const repository = join(import.meta.dirname, '..');
const executable = join(repository, 'packages/esg-inventory/bin/esg-inventory.js');

/** Prints on stderr, at the end of the process, its CPU time in microseconds and its largest memory in KiB. */
const measure = `data:text/javascript,process.on('exit',()=>{
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write('used ' + (userCPUTime + systemCPUTime) + ' ' + maxRSS);
})`;

export interface Listing {
  requests: number;
  seconds: number;
  /** User and system time of all its threads. */
  cpuSeconds: number;
  /** The largest memory, in MB. */
  megabytes: number;
  stdout: string;
}

export interface AnsibleRun {
  seconds: number;
  hosts: number;
}

/** A simulated Spot, and a home in which `esg-inventory` and Ansible run. */
export interface InventoryBench {
  folder: string;
  /** `esg-inventory --list`. */
  list(args?: readonly string[], env?: Record<string, string>): Promise<Listing>;
  /** `ansible-inventory --list` with one inventory. */
  ansibleInventory(source: string): Promise<AnsibleRun>;
  /** Writes a file into the folder; returns its path. */
  write(name: string, text: string): string;
  stop(): Promise<void>;
}

const environment = (folder: string, { url, token, accountId }: Simulator) => ({
  HOME: folder,
  PATH: process.env['PATH'],
  LANG: 'C.UTF-8',
  SPOTINST_API_URL: url,
  SPOTINST_API_TOKEN: token,
  SPOTINST_ACCOUNT_ID: accountId,
  ESG_RECYCLER_NODE: process.execPath,
});

export async function startInventoryBench(scenario: ScenarioInput): Promise<InventoryBench> {
  const folder = mkdtempSync(join(tmpdir(), 'esg-bench-'));
  const simulator = await startSimulator(scenario);
  const env = environment(folder, simulator);
  const options = { extendEnv: false, env, maxBuffer: 2 ** 28 } as const;

  return {
    folder,
    async list(args = [], more = {}) {
      const before = simulator.requests.length;
      const startedAt = performance.now();
      const run = [process.execPath, ['--import', measure, executable, '--list', ...args]] as const;
      const { stdout, stderr } = await execa(...run, { ...options, env: { ...env, ...more }, cwd: folder });
      const [, cpu, memory] = /used (\d+) (\d+)$/.exec(stderr) ?? [];
      return {
        requests: simulator.requests.length - before,
        seconds: (performance.now() - startedAt) / 1000,
        cpuSeconds: Number(cpu) / 1e6,
        megabytes: Number(memory) / 1024,
        stdout,
      };
    },
    async ansibleInventory(source) {
      const startedAt = performance.now();
      const ansible = join(repository, '.venv/bin/ansible-inventory');
      const { stdout } = await execa(ansible, ['-i', source, '--list'], { ...options, cwd: repository });
      const seconds = (performance.now() - startedAt) / 1000;
      return { seconds, hosts: Object.keys(JSON.parse(stdout)._meta.hostvars).length };
    },
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    },
    async stop() {
      await simulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
