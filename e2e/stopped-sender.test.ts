import { type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa, type ResultPromise } from 'execa';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { executable, node, repository } from './support/executables.ts';

const cli = executable('spotinst-stateful');
const stoppedSender = join(repository, 'e2e/support/stopped-sender.mjs');
const recycleRoute = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';
const instances = ['ssi-1', 'ssi-2', 'ssi-3'].map((id) => ({ id, imageId: 'ami-old' }));

let folder: string;
let simulator: Simulator;
let owner: ChildProcess;
let running: ResultPromise[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stopped-sender-'));
  running = [];
  simulator = await startSimulator({ groups: [{ id: 'sig-zk', image: 'ami-new', instances }] });
  owner = spawn(node, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
});
afterEach(async () => {
  owner.kill('SIGKILL');
  for (const child of running) child.kill('SIGKILL');
  await Promise.allSettled(running);
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

function start(file: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = execa(node, ['-C', 'source', file, ...args], {
    cwd: folder,
    reject: false,
    extendEnv: false,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      SPOTINST_API_URL: simulator.url,
      SPOTINST_TOKEN: simulator.token,
      SPOTINST_ACCOUNT: simulator.accountId,
      SPOTINST_TIMEOUT: '1s',
      ...env,
    },
  });
  running.push(child);
  return child;
}

async function run(command: string, ssi: string) {
  const args = [command, '--esg', 'sig-zk', '--id', ssi, '--poll-interval', '20ms', '--timeout', '20s'];
  const { stdout, exitCode } = await start(cli, args);
  return { exitCode, document: JSON.parse(stdout) };
}

const requested = () =>
  simulator.requests.filter(({ route }) => route === recycleRoute).map(({ path }) => path.split('/').at(-2));

async function untilStopped(pid: number): Promise<void> {
  const stateOf = () => spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  for (let state = stateOf(); !state.startsWith('T'); state = stateOf()) {
    if (state === '') return;
    await delay(20);
  }
}

/** A recycle of ssi-1 that is stopped between its last check and the request. Then the owner of its lease ends. */
async function leaveStoppedSender() {
  const holder = start(cli, ['lease', 'hold', '--esg', 'sig-zk', '--owner', String(owner.pid)]);
  const [line] = await once(holder.stdout, 'data');
  const child = start(stoppedSender, ['sig-zk', 'ssi-1'], { ESG_RECYCLER_LEASE: JSON.parse(String(line)).token });
  const pid = child.pid!;
  const ended = child.then(({ stderr }) => Promise.reject(new Error(`It ended before it was stopped: ${stderr}`)));
  await Promise.race([ended, untilStopped(pid)]);
  ended.catch(() => {});
  owner.kill('SIGKILL');
  await holder;
  return { child, pid };
}

describe('a process that was stopped right before its request, and whose lease has ended', () => {
  it.each([
    ['a recycle of the same instance', 'recycle', 'ssi-1'],
    ['a recycle of another', 'recycle', 'ssi-2'],
    ['a resume', 'resume', 'ssi-3'],
  ])('blocks %s as long as it exists', async (_, command, ssi) => {
    const { pid } = await leaveStoppedSender();
    simulator.cloud.change('ssi-3', { state: command === 'resume' ? 'PAUSED' : 'ACTIVE' });
    expect(await run(command, ssi)).toMatchObject({
      exitCode: 3,
      document: {
        error: {
          code: 'sender-exists',
          message: expect.stringContaining(`process ${pid}`),
          hint: expect.stringContaining(`kill -9 ${pid}`),
        },
      },
    });
    expect(simulator.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('requests nothing twice, and never two at once, when it continues', async () => {
    const { pid, child } = await leaveStoppedSender();
    expect(await run('recycle', 'ssi-2')).toMatchObject({ exitCode: 3 });
    process.kill(pid, 'SIGCONT');
    await simulator.waitFor(() => requested().length > 0);
    expect(await run('recycle', 'ssi-2')).toMatchObject({ exitCode: 0, document: { changed: true } });
    await child;
    expect(await run('recycle', 'ssi-1')).toMatchObject({ exitCode: 0, document: { changed: false } });
    expect([requested(), simulator.maxOut()]).toEqual([['ssi-1', 'ssi-2'], 1]);
  });

  it('is forgotten once it was ended', async () => {
    const { pid, child } = await leaveStoppedSender();
    process.kill(pid, 'SIGKILL');
    await child;
    expect(await run('recycle', 'ssi-2')).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect(requested()).toEqual(['ssi-2']);
  });
});
