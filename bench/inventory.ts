import { execa } from 'execa';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { startTime } from './start-time.ts';

const packages = join(import.meta.dirname, '../packages');
const executable = join(packages, 'esg-inventory/bin/esg-inventory.js');

const latencyMs = 50;
/** What the client keeps in flight at most, for each method and route. */
const concurrency = 8;
const stateful = 950;
/** Of the stateful ones. */
const roaming = 100;
const stateless = 50;

const seconds = (value: number): string => `${value.toFixed(2)} s`;

const groups = Array.from({ length: stateful + stateless }, (_, index) => {
  if (index >= stateful) return { persistence: {} };
  return index < roaming ? { persistence: { shouldPersistBlockDevices: true }, instances: 3 } : { instances: 3 };
});

/** One `esg-inventory --list`: how many requests it made, how long it took, how many hosts it found. */
async function list(simulator: Simulator, home: string) {
  const before = simulator.requests.length;
  const startedAt = performance.now();
  const { stdout } = await execa(process.execPath, [executable, '--list'], {
    cwd: home,
    extendEnv: false,
    env: {
      HOME: home,
      SPOTINST_API_URL: simulator.url,
      SPOTINST_API_TOKEN: simulator.token,
      SPOTINST_ACCOUNT_ID: simulator.accountId,
    },
  });
  return {
    requests: simulator.requests.length - before,
    time: (performance.now() - startedAt) / 1000,
    hosts: Object.keys(JSON.parse(stdout)._meta.hostvars).length,
  };
}

/** Reports whether a number is what it must be, and remembers where it is not. */
function check(isRight: boolean): string {
  if (!isRight) process.exitCode = 1;
  return isRight ? 'ok' : 'WRONG';
}

async function benchList(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'esg-bench-'));
  const simulator = await startSimulator({ groups, latencyMs });
  try {
    const cold = await list(simulator, home);
    const warm = await list(simulator, home);
    const expected = 1 + stateful + roaming;
    // The list first, then the busiest route; the status calls go beside it.
    const bound = (1 + stateful / concurrency) * (latencyMs / 1000);
    console.log(
      `${groups.length} groups, ${stateful} of them stateful, ${roaming} of these without persisted addresses`,
    );
    console.log(`${cold.hosts} hosts; ${latencyMs} ms a call, ${concurrency} calls side by side\n`);
    console.log(
      `requests  ${cold.requests} = 1 list + ${stateful} groups + ${roaming} status: ${check(cold.requests === expected)}`,
    );
    console.log(
      `cold      ${seconds(cold.time)} = ${(cold.time / bound).toFixed(2)} × the latency bound of ${seconds(bound)}`,
    );
    console.log(`warm      ${seconds(warm.time)}, ${warm.requests} requests: ${check(warm.requests === 0)}\n`);
  } finally {
    await simulator.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function benchStart(): Promise<void> {
  const bare = await startTime(['--eval', '']);
  console.log(`start of bare Node ${seconds(bare)}; --version beyond that:`);
  for (const path of globSync('*/bin/*.js', { cwd: packages }).toSorted()) {
    const more = (await startTime([join(packages, path), '--version'])) - bare;
    console.log(`  ${basename(path, '.js').padEnd(18)} ${seconds(more)}: ${check(more <= 0.12)}`);
  }
}

/** Requests, time and start of the inventory; fails where requests or start are not what was promised. */
export async function bench(): Promise<void> {
  await benchList();
  await benchStart();
}
