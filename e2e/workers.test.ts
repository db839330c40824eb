import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { startRedis, type TestServer } from '@esg-recycler/esg-store/testing';
import { executable, node } from './support/executables.ts';
import { filesHolding, type RollSite, startRollSite } from './support/roll-site.ts';
import { describeWith } from './support/system.ts';

interface Result {
  cluster: string;
  result: string;
  recycled?: number;
  error?: { code: string; message: string };
}
interface Report {
  outcome: string;
  waves: { name: string; clusters: Result[] }[];
}
interface WorkerEvent {
  created: string;
  event: string;
  worker: string;
  cluster?: string;
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
const file = `
name: patch
accounts:
  - { account: act-1, token_env: TOKEN_A }
  - { account: act-2, token_env: TOKEN_B }
waves:
  - { name: canary, groups: ['*'], tags: { env: test } }
  - { name: production, groups: ['*'] }
at_once: 2
options: { timeout: 60s, poll_interval: 50ms, lock_ttl: 6s }
`;
const tokens = { TOKEN_A: accounts['act-1'], TOKEN_B: accounts['act-2'] };
const password = 'hunter2-of-the-queue';

describeWith('redis-server', 'a campaign over workers', () => {
  let redis: TestServer;
  let site: RollSite;
  let workers: ChildProcess[] = [];
  beforeAll(async () => {
    redis = await startRedis({ password });
  });
  afterAll(() => redis.stop());
  afterEach(async () => {
    for (const worker of workers.splice(0)) worker.kill('SIGKILL');
    await site.stop();
  });

  const open = async (durationMs = 200): Promise<void> => {
    const organizations = Object.entries(accounts).map(([account, token]) => ({
      accounts: [account],
      tokens: [token],
    }));
    site = await startRollSite({ organizations, groups, recycling: { durationMs } });
    site.write('patch.yml', file);
    Object.assign(site.environment, { ESG_STORE_URL: redis.url, SPOTINST_TIMEOUT: '1s', ...tokens });
    delete site.environment['SPOTINST_API_TOKEN'];
    delete site.environment['SPOTINST_ACCOUNT_ID'];
  };
  const campaign = (...args: string[]) => site.startUnconfirmed(['campaign', 'patch.yml', '--workers', ...args]);

  /** A worker, and what it has printed. */
  const startWorker = async (env: Record<string, string | undefined> = {}, ...args: string[]) => {
    const all_ = ['worker', '--json', '--lock-ttl', '6s', ...args];
    const child = spawn(node, [executable('recycle-runner'), ...all_], {
      cwd: site.folder,
      env: { ...site.environment, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    workers.push(child);
    const events: WorkerEvent[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => events.push(JSON.parse(line) as WorkerEvent));
    await once(lines, 'line');
    const ended = once(child, 'exit').then(([exitCode]) => exitCode as number | null);
    return { child, events, ended };
  };
  const resultsOf = (stdout: string): string[] =>
    (JSON.parse(stdout) as Report).waves.flatMap(({ clusters }) =>
      clusters.map(({ cluster, result, recycled }) => `${cluster} ${result} ${recycled}`),
    );

  it('is rolled by two workers, with the report of a campaign without workers', async () => {
    await open();
    const two = [await startWorker(), await startWorker()];
    const { exitCode, stdout, stderr } = await campaign('--yes', '--json');
    expect(stderr).toBe('');
    expect(resultsOf(stdout)).toEqual(['kafka-test done 1', 'kafka done 2', 'search done 1']);
    expect(exitCode).toBe(0);
    expect(site.requested().toSorted()).toEqual(all.toSorted());
    expect(two.flatMap(({ events }) => events).filter(({ event }) => event === 'job_finished')).toHaveLength(3);
    expect(site.simulator.maxOut()).toBeLessThanOrEqual(2);
    expect(filesHolding(site.folder, password)).toEqual([]);
  }, 120_000);
});
