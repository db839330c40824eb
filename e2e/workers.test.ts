import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startRedis, type TestServer } from '@esg-recycler/esg-store/testing';
import { executable, node } from './support/executables.ts';
import { processesWith } from './support/processes.ts';
import { filesHolding, type RollSite, startRollSite } from './support/roll-site.ts';
import { describeWith } from './support/system.ts';

interface Result {
  cluster: string;
  result: string;
  recycled?: number;
}
interface Report {
  outcome: string;
  waves: { name: string; clusters: Result[] }[];
}
interface WorkerEvent {
  created: string;
  event: string;
  cluster?: string;
  error?: { code: string };
}

const accounts = { 'act-1': 'token-a', 'act-2': 'token-b' };
const group = (number: number, name: string, account: keyof typeof accounts, letters: string[], isTest = false) => ({
  id: `sig-${number}`,
  name,
  account,
  image: 'ami-new',
  instances: letters.map((letter, index) => ({
    id: `ssi-${number}${letter}`,
    privateIp: `127.0.1.${number * 10 + index}`,
    imageId: 'ami-old',
  })),
  group: { compute: { launchSpecification: { tags: [{ tagKey: 'env', tagValue: isTest ? 'test' : 'prod' }] } } },
});
const groups = [
  group(1, 'kafka-test', 'act-1', ['a'], true),
  group(2, 'search', 'act-2', ['a']),
  group(3, 'kafka', 'act-1', ['a', 'b']),
];
const all = groups.flatMap(({ instances }) => instances.map(({ id }) => id));
const ttlMs = 10_000;
const head = `
name: patch
accounts:
  - { account: act-1, token_env: TOKEN_A }
  - { account: act-2, token_env: TOKEN_B }
at_once: 2
options: { timeout: 60s, poll_interval: 50ms, lock_ttl: ${ttlMs}ms }
waves:
`;
const everything = `${head}
  - { name: canary, groups: ['*'], tags: { env: test } }
  - { name: production, groups: ['*'] }
`;
const onlyKafka = `${head}
  - { name: production, groups: [kafka] }
`;
const tokens = { TOKEN_A: accounts['act-1'], TOKEN_B: accounts['act-2'] };
const password = 'hunter2-of-the-queue';

describeWith('redis-server', 'a campaign over workers', () => {
  let redis: TestServer;
  let site: RollSite;
  let children: ChildProcess[] = [];
  beforeEach(async () => {
    redis = await startRedis({ password });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await site.stop();
    await redis.stop();
  });

  const open = async (file: string, durationMs = 200): Promise<void> => {
    const organizations = Object.entries(accounts).map(([account, token]) => ({
      accounts: [account],
      tokens: [token],
    }));
    site = await startRollSite({ organizations, groups, recycling: { durationMs } });
    site.write('patch.yml', file);
    const { SPOTINST_API_TOKEN: _token, SPOTINST_ACCOUNT_ID: _account, ...rest } = site.environment;
    for (const name of Object.keys(site.environment)) delete site.environment[name];
    Object.assign(site.environment, rest, { ESG_STORE_URL: redis.url, SPOTINST_TIMEOUT: '2s', ...tokens });
  };
  const campaign = (...args: string[]) =>
    site.startUnconfirmed(['campaign', 'patch.yml', '--workers', '--yes', '--json', ...args]);

  /** A worker that takes jobs, and what it prints. */
  const startWorker = async (name: string) => {
    const child = spawn(node, [executable('recycle-runner'), 'worker', '--json', '--lock-ttl', `${ttlMs}ms`], {
      cwd: site.folder,
      env: { ...site.environment, WORKER: name },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const events: WorkerEvent[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => events.push(JSON.parse(line) as WorkerEvent));
    const exited = once(child, 'exit').then(([exitCode]) => exitCode as number | null);
    await once(lines, 'line');
    return {
      child,
      exited,
      names: () => events.map(({ event }) => event),
      /** Waits for an event of this name. */
      until: async (event: string): Promise<WorkerEvent> => {
        for (;;) {
          const found = events.find((one) => one.event === event);
          if (found) return found;
          await delay(20);
        }
      },
      /** It and its runs, with their Ansible. */
      processes: () => processesWith(`WORKER=${name}`),
    };
  };
  const changes = () => site.simulator.requests.filter(({ method }) => method !== 'GET').length;
  const untilOut = (ssi: string): Promise<void> =>
    site.simulator.waitFor(
      () => site.simulator.log.some((event) => event.ssi === ssi && event.state === 'RECYCLING'),
      100_000,
    );
  const resultsOf = (stdout: string): string[] =>
    (JSON.parse(stdout) as Report).waves.flatMap(({ clusters }) =>
      clusters.map(({ cluster, result, recycled }) => `${cluster} ${result} ${recycled}`),
    );

  it('is rolled by two workers, with the report of a campaign without workers', async () => {
    await open(everything);
    const two = [await startWorker('one'), await startWorker('two')];
    const { exitCode, stdout, stderr } = await campaign();
    expect(stderr).toBe('');
    expect(resultsOf(stdout)).toEqual(['kafka-test done 1', 'kafka done 2', 'search done 1']);
    expect(exitCode).toBe(0);
    expect(site.requested().toSorted()).toEqual(all.toSorted());
    expect(two.flatMap(({ names }) => names()).filter((name) => name === 'job_finished')).toHaveLength(3);
    expect(site.simulator.maxOut()).toBeLessThanOrEqual(2);
    expect(filesHolding(site.folder, password)).toEqual([]);
  }, 200_000);

  it('continues on another worker within twice the lease time after SIGKILL', async () => {
    await open(onlyKafka, 1500);
    const one = await startWorker('one');
    const rolling = campaign();
    await one.until('job_started');
    const two = await startWorker('two');
    await untilOut('ssi-3a');

    one.child.kill('SIGKILL');
    const killedAt = Date.now();
    await one.exited;
    while (one.processes().length > 0) await delay(10);
    const orphanMs = Date.now() - killedAt;
    const sent = changes();
    const { created } = await two.until('job_started');
    expect(changes()).toBe(sent);

    const { exitCode, stdout } = await rolling;
    expect([exitCode, site.requested()]).toEqual([0, ['ssi-3a', 'ssi-3b']]);
    expect(resultsOf(stdout)).toEqual([expect.stringMatching(/^kafka done [12]$/)]);
    expect(site.simulator.maxOut()).toBe(1);
    const resumedMs = Date.parse(created) - killedAt;
    process.stdout.write(
      `the run of the killed worker ended after ${orphanMs} ms; another worker continued after ${resumedMs} ms, with a lease of ${ttlMs} ms\n`,
    );
    expect(resumedMs).toBeLessThan(2 * ttlMs);
  }, 200_000);

  it('gives the job back after SIGTERM, once the instance in progress is finished', async () => {
    await open(onlyKafka, 1500);
    const one = await startWorker('one');
    const rolling = campaign();
    await untilOut('ssi-3a');
    one.child.kill('SIGTERM');
    expect(await one.exited).toBe(130);
    expect(one.names()).toEqual(['worker_started', 'job_started', 'worker_stopping', 'job_returned', 'worker_stopped']);
    expect(site.simulator.cloud.instance('ssi-3a')).toMatchObject({ state: 'ACTIVE', imageId: 'ami-new' });
    expect(site.requested()).toEqual(['ssi-3a']);

    await startWorker('two');
    const { exitCode, stdout } = await rolling;
    expect([exitCode, resultsOf(stdout), site.requested()]).toEqual([0, ['kafka done 2'], ['ssi-3a', 'ssi-3b']]);
  }, 200_000);

  it('never has two runs of a cluster when a worker is stopped and wakes up later', async () => {
    await open(onlyKafka, 2 * ttlMs);
    const one = await startWorker('one');
    const rolling = campaign();
    await untilOut('ssi-3a');
    site.simulator.cloud.setRecycling('sig-3', { durationMs: 200 });
    const two = await startWorker('two');
    one.child.kill('SIGSTOP');
    expect(await two.until('job_delayed')).toMatchObject({ cluster: 'kafka', error: { code: 'lease-held' } });
    one.child.kill('SIGCONT');

    const { exitCode, stdout } = await rolling;
    expect([exitCode, site.requested()]).toEqual([0, ['ssi-3a', 'ssi-3b']]);
    expect(resultsOf(stdout)).toEqual([expect.stringMatching(/^kafka done [12]$/)]);
    expect(site.simulator.maxOut()).toBe(1);
  }, 200_000);

  it('that was killed follows its jobs when it is run again', async () => {
    await open(onlyKafka, 1500);
    await startWorker('one');
    const killed = campaign();
    await untilOut('ssi-3a');
    process.kill(killed.pid!, 'SIGKILL');
    await killed;
    const { exitCode, stdout } = await campaign();
    expect([exitCode, resultsOf(stdout), site.requested()]).toEqual([0, ['kafka done 2'], ['ssi-3a', 'ssi-3b']]);
  }, 200_000);

  it('takes its jobs back when it is stopped before a worker has come', async () => {
    await open(onlyKafka);
    const waiting = site.startUnconfirmed(['campaign', 'patch.yml', '--workers', '--yes']);
    let progress = '';
    waiting.stderr?.on('data', (chunk: Buffer) => (progress += chunk.toString()));
    while (!progress.includes('No worker is connected')) await delay(20);
    process.kill(waiting.pid!, 'SIGTERM');
    const { exitCode, stdout } = await waiting;
    expect([exitCode, stdout]).toEqual([130, expect.stringContaining('kafka    act-1    not started')]);
    expect(site.requested()).toEqual([]);
  }, 100_000);

  it.each([
    ['a campaign', ['campaign', 'patch.yml', '--workers', '--yes', '--json']],
    ['a worker', ['worker', '--json']],
  ])('ends %s with exit code 2 when the store is not Redis', async (_, args) => {
    await open(onlyKafka);
    const { exitCode, stdout } = await site.startUnconfirmed(args, { ESG_STORE_URL: undefined });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'store-not-redis', message: expect.stringMatching(/^store: .*state\.sqlite$/) },
    });
    expect(site.simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
