import { afterEach, beforeEach } from '@jest/globals';
import { execa } from 'execa';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { executable, node } from './executables.ts';

export const token = 'c0ffee-this-is-the-secret-token';
export const accounts = ['act-123', 'act-456'];

export const scenario: ScenarioInput = {
  organizations: [{ tokens: [token], accounts }],
  groups: [
    {
      id: 'sig-1234',
      name: 'spotinst-elastigroup-demo',
      account: 'act-123',
      instances: [{ id: 'ssi-1234' }, {}, {}],
      group: { compute: { launchSpecification: { userData: 'c2VjcmV0LXVzZXItZGF0YQ==' } } },
    },
    { id: 'sig-2345', name: 'kafka broker', account: 'act-123', instances: 2 },
    {
      id: 'sig-3456',
      name: 'kafka roaming',
      account: 'act-123',
      instances: 2,
      persistence: { shouldPersistPrivateIp: false, shouldPersistBlockDevices: true, blockDevicesMode: 'reattach' },
    },
    { id: 'sig-4567', name: 'web', account: 'act-123', persistence: {}, instances: 0 },
    { id: 'sig-5678', name: 'twins', account: 'act-123', instances: 1 },
    { id: 'sig-6789', name: 'twins', account: 'act-123', instances: 1 },
    { id: 'sig-7890', name: 'elsewhere', account: 'act-456', instances: 1 },
  ],
};

export let simulator: Simulator;
export let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'esg-inventory-'));
  simulator = await startSimulator(scenario);
});

afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Replaces the simulated Spot. */
export async function simulateInstead(input: ScenarioInput): Promise<void> {
  await simulator.stop();
  simulator = await startSimulator(input);
}

interface RunOptions {
  env?: Record<string, string | undefined>;
  input?: string;
}

/** Runs the executable in an empty folder, with its own home folder. */
export async function run(args: string[] = [], { env = {}, input = '' }: RunOptions = {}) {
  const { stdout, stderr, exitCode } = await execa(node, [executable('esg-inventory'), ...args], {
    cwd: folder,
    input,
    reject: false,
    extendEnv: false,
    env: {
      HOME: folder,
      SPOTINST_API_URL: simulator.url,
      SPOTINST_API_TOKEN: token,
      SPOTINST_ACCOUNT_ID: 'act-123',
      ...env,
    },
  });
  return { stdout, stderr, exitCode, requests: countRequests() };
}

/** Requests since the last call. */
let counted = 0;

export function countRequests(): number {
  const requests = simulator.requests.length - counted;
  counted = simulator.requests.length;
  return requests;
}

beforeEach(() => {
  counted = 0;
});

export const hostsOf = (stdout: string, group: string): string[] => JSON.parse(stdout)[group].hosts;
