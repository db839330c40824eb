import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startRedis, type TestServer } from '@esg-recycler/esg-store/testing';
import { type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import type { SpotCallerOptions } from './support/spot-caller.ts';
import { describeWith } from './support/system.ts';

const file = join(import.meta.dirname, 'support/spot-caller.ts');
const windowMs = 2000;
const limit = 12;
/** Each process uses one of the two accounts, and its token. */
const tokens = ['token-a', 'token-b'];
const accounts = ['act-1', 'act-2'];
const instances = [{ id: 'ssi-1', imageId: 'ami-old' }];
const groups = accounts.map((account) => ({ id: 'sig-kafka', name: 'kafka', account, image: 'ami-new', instances }));

describeWith('redis-server', 'processes of one organization', () => {
  let server: TestServer;
  let simulator: Simulator;
  let folder: string;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'esg-shared-limit-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (mode: 'slidingLog' | 'punishing') => {
    simulator = await startSimulator({
      organizations: [{ tokens, accounts }],
      groups: groups.slice(0, 1),
      latencyMs: 20,
      rateLimits: { mode, windowMs, limit },
    });
  };

  /** Starts a process. `lines` are its output. */
  const caller = (index: number, options: { store?: string; calls: number }) => {
    const dir = join(folder, String(index));
    mkdirSync(dir);
    const all: SpotCallerOptions = {
      apiUrl: simulator.url,
      token: tokens[index % 2]!,
      account: 'act-1',
      dir,
      ...options,
    };
    const child = spawn(process.execPath, ['-C', 'source', file, JSON.stringify(all)], { stdio: 'pipe' });
    children.push(child);
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += String(text)));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const read = async () => (await lines.next()).value ?? stderr;
    return { child, read, stderr: () => stderr };
  };

  /** Lets the processes begin together. Returns their errors, and the statuses that Spot responded with. */
  const callTogether = async (callers: ReturnType<typeof caller>[]) => {
    expect(await Promise.all(callers.map(({ read }) => read()))).toEqual(callers.map(() => 'ready'));
    for (const { child } of callers) child.stdin.write('go\n');
    const errors = (await Promise.all(callers.map(({ read }) => read()))).flatMap(
      (line) => JSON.parse(line) as string[],
    );
    const statuses = simulator.requests.map(({ status }) => status);
    return {
      errors,
      passed: statuses.filter((code) => code === 200).length,
      blocked: statuses.filter((code) => code === 429).length,
    };
  };

  it.each(['slidingLog', 'punishing'] as const)('with one Redis never get a 429 (%s)', async (mode) => {
    await start(mode);
    const callers = [0, 1, 2].map((index) => caller(index, { store: server.url, calls: 12 }));
    const startedAt = performance.now();
    const { errors, ...shared } = await callTogether(callers);
    process.stdout.write(
      `${mode}, shared: ${JSON.stringify(shared)} in ${Math.round(performance.now() - startedAt)} ms\n`,
    );
    expect({ errors, ...shared }).toEqual({ errors: [], passed: 36, blocked: 0 });
    const times = simulator.requests.map(({ at }) => at).toSorted((one, other) => one - other);
    const most = times.map((at) => times.filter((other) => other > at - windowMs && other <= at).length);
    expect(Math.max(...most)).toBeLessThanOrEqual(limit);
  });

  it.each(['slidingLog', 'punishing'] as const)('without a shared store get a 429 (%s)', async (mode) => {
    await start(mode);
    const startedAt = performance.now();
    const { errors, ...apart } = await callTogether([0, 1, 2].map((index) => caller(index, { calls: 12 })));
    process.stdout.write(
      `${mode}, apart: ${JSON.stringify(apart)} in ${Math.round(performance.now() - startedAt)} ms\n`,
    );
    expect(errors).toEqual([]);
    expect(apart.blocked).toBeGreaterThan(0);
  });
});
