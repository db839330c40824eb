import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openSharedRedis, type SharedRedis } from '@esg-recycler/esg-store';
import { redisServer, startRedis, type TestServer } from '@esg-recycler/esg-store/testing';
import { Worker } from 'bullmq';
import type { RunEnd } from '../campaign/run-follower.ts';
import { type CampaignQueue, openCampaignQueue } from './campaign-queue.ts';
import { type ClusterJob, clusterQueue, jobIdOf } from './cluster-job.ts';
import { queueClient } from './queue-client.ts';
import { queueCluster } from './queue-cluster.ts';

const cluster = { key: '0/kafka', listing: 0, name: 'kafka: a/b', account: 'act-1, act-2', title: 'kafka' };
const job = (owner: string): ClusterJob => ({
  campaign: 'patch',
  owner,
  cluster: cluster.name,
  title: cluster.title,
  account: cluster.account,
  index: 0,
  runArguments: [],
  userArguments: [],
  signals: [],
});
const done: RunEnd = { exitCode: 0, recycled: 3 };

(redisServer ? describe : describe.skip)('queueCluster (needs redis-server)', () => {
  let server: TestServer;
  let redis: SharedRedis;
  let queue: CampaignQueue;
  let workers: Worker[];
  let clients: SharedRedis['client'][];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    workers = [];
    clients = [];
    redis = await openSharedRedis(server.url, { stateDir: '/', cacheDir: '/' });
    await redis.client.flushAll();
    queue = await openCampaignQueue(redis, 6000);
  });
  afterEach(async () => {
    for (const worker of workers) await worker.close(true);
    for (const client of clients) client.destroy();
    await queue.close();
    await redis.close();
  });

  const work = (perform: (data: ClusterJob) => Promise<RunEnd>): void => {
    const client = redis.client.duplicate({ disableOfflineQueue: false });
    clients.push(client);
    const worker = new Worker<ClusterJob, RunEnd>(clusterQueue.name, ({ data }) => perform(data), {
      prefix: clusterQueue.prefix,
      name: 'host:1',
      connection: queueClient(client),
    });
    // The server is away in one of the tests.
    worker.on('error', () => {});
    workers.push(worker);
  };
  const add = (into = queue) => queueCluster(into, cluster, job(into.owner));

  it('returns the result of the worker, and its name', async () => {
    const run = add();
    work(() => Promise.resolve(done));
    expect([await run.queued?.taken, await run.ended]).toEqual(['host:1', done]);
  });

  it('follows the job of a campaign that was killed', async () => {
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    let starts = 0;
    work(() => {
      starts += 1;
      return promise;
    });
    const first = add();
    await first.queued?.taken;
    const second = await openCampaignQueue(redis, 6000);
    const again = add(second);
    await again.queued?.taken;
    resolve(done);
    expect([await first.ended, await again.ended, starts]).toEqual([done, done, 1]);
    await second.close();
  });

  it('starts a finished job again', async () => {
    let count = 0;
    work(() => Promise.resolve({ exitCode: 0, recycled: (count += 1) }));
    expect([await add().ended, await add().ended].map(({ recycled }) => recycled)).toEqual([1, 2]);
  });

  it('takes a job back that no worker has taken', async () => {
    const run = add();
    while (!(await queue.read(jobIdOf(cluster)))) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([await run.queued?.withdraw(), await queue.read(jobIdOf(cluster))]).toEqual([true, undefined]);
  });

  it('ends as stopped when it is stopped in the queue', async () => {
    const run = add();
    while (!(await queue.read(jobIdOf(cluster)))) await new Promise((resolve) => setTimeout(resolve, 5));
    run.signal('SIGTERM');
    expect(await run.ended).toMatchObject({ exitCode: 130, recycled: 0, error: { code: 'stopped' } });
  });

  it('passes signals on to the job that a worker runs', async () => {
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    work(() => promise);
    const run = add();
    await run.queued?.taken;
    run.signal('SIGTERM');
    for (let signals: string[] = []; signals.length === 0;)
      signals = (await queue.read(jobIdOf(cluster)))!.data.signals;
    resolve(done);
    expect([await run.queued?.withdraw(), await run.ended]).toEqual([false, done]);
  });

  it('reports a job that disappeared', async () => {
    const run = add();
    while (!(await queue.read(jobIdOf(cluster)))) await new Promise((resolve) => setTimeout(resolve, 5));
    await redis.client.flushAll();
    expect(await run.ended).toMatchObject({ exitCode: 1, error: { code: 'job-missing' } });
  });

  it('waits for an absent server as long as the leases run', async () => {
    const limits = { graceMs: 0, attemptMs: 1000 };
    const folders = { stateDir: '/', cacheDir: '/' };
    const shared = await openSharedRedis(server.url, folders, { waitMs: 60_000, limits });
    const follower = await openCampaignQueue(shared, 6000);
    const { promise, resolve } = Promise.withResolvers<RunEnd>();
    work(() => promise);
    const run = add(follower);
    await run.queued?.taken;
    const isLost = new Promise((lost) => shared.client.once('error', lost));
    await server.kill();
    await isLost;
    const counted = follower.countWorkers();
    await server.restart();
    expect(await counted).toEqual(expect.any(Number));
    resolve(done);
    expect(await run.ended).toEqual(done);
    await follower.close();
    await shared.close();
  });
});
