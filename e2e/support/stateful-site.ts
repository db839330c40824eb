import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { execa, type ResultPromise } from 'execa';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executable, node } from './executables.ts';

export const token = 'c0ffee-this-is-the-secret-token';
export const recycleRoute = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';
export const listRoute = '/aws/ec2/group/{groupId}/statefulInstance';
export const due = (...ids: string[]) => ids.map((id) => ({ id, imageId: 'ami-old' }));
export const zookeeper = {
  id: 'sig-zk',
  name: 'zoo keeper',
  image: 'ami-new',
  instances: due('ssi-1', 'ssi-2', 'ssi-3'),
};
export let folder: string;
export let simulator: Simulator;
let running: ResultPromise[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateful-'));
  running = [];
});

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.allSettled(running);
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

export const simulate = async (scenario: ScenarioInput = {}): Promise<void> => {
  simulator = await startSimulator({ organizations: [{ tokens: [token] }], groups: [zookeeper], ...scenario });
};

const environment = (env: Record<string, string> = {}) => ({
  HOME: folder,
  SPOTINST_API_URL: simulator.url,
  SPOTINST_TOKEN: token,
  SPOTINST_ACCOUNT: simulator.accountId,
  ...env,
});

/** Starts the executable with a home of its own. */
export function start(args: readonly string[], env: Record<string, string> = {}) {
  const options = {
    cwd: folder,
    reject: false,
    forceKillAfterDelay: false,
    extendEnv: false,
    env: environment(env),
  } as const;
  const child = execa(node, [executable('spotinst-stateful'), ...args], options);
  running.push(child);
  return child;
}

export async function run(args: readonly string[], env: Record<string, string> = {}) {
  const { stdout, stderr, exitCode } = await start(args, env);
  expect(stdout + stderr).not.toContain(token);
  expect(stderr).not.toContain('    at ');
  return { document: JSON.parse(stdout), stderr, exitCode };
}

export const recycleArguments = (ssi: string, ...more: string[]) =>
  `recycle --esg sig-zk --id ${ssi} --poll-interval 20ms --timeout 20s`.split(' ').concat(more);

export const recycle = (ssi: string, ...more: string[]) => run(recycleArguments(ssi, ...more));

/** The stateful instances that a recycle was requested for, in order. */
export const requested = (): (string | undefined)[] =>
  simulator.requests.filter(({ route }) => route === recycleRoute).map(({ path }) => path.split('/').at(-2));

export const writeConfig = (clusters: object): void =>
  writeFileSync(join(folder, 'x.spotinst_esg.yml'), JSON.stringify({ plugin: 'spotinst_esg', clusters }));
