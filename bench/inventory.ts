import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { benchPlugin } from './inventory-plugin.ts';
import { type Listing, startInventoryBench } from './inventory-site.ts';
import { check, least, seconds } from './report.ts';
import { startTime } from './start-time.ts';

const packages = join(import.meta.dirname, '../packages');

const latencyMs = 100;
/** The largest number of requests in flight, for each method and route. */
const concurrency = 8;
const highestFactor = 1.3;
const mostMegabytes = 200;
const mostWarmCpu = 0.35;

const cases = [
  { groups: 1, instances: 10 },
  { groups: 100, instances: 10 },
  { groups: 1000, instances: 10 },
  { groups: 100, instances: 100 },
];

/** A tenth of the groups persists no addresses, so their status must be requested. */
const roamingOf = (groups: number): number => Math.floor(groups / 10);

const time = ({ seconds: taken }: Listing): number => taken;
const cpu = ({ cpuSeconds }: Listing): number => cpuSeconds;

/** A roll gets no cached document. Its inventory is composed of single responses, which are cached. */
const ofAnswers = { ESG_RECYCLER_SSI: 'none' };

async function benchList({ groups, instances }: { groups: number; instances: number }): Promise<void> {
  const roaming = roamingOf(groups);
  const site = await startInventoryBench({
    latencyMs,
    groups: Array.from({ length: groups }, (_, index) =>
      index < roaming ? { persistence: { shouldPersistBlockDevices: true }, instances } : { instances },
    ),
  });
  try {
    const cold = await least(() => site.list(['--refresh']), time);
    const answered = await least(() => site.list([], ofAnswers), time);
    const warm = await least(() => site.list(), cpu);
    const hosts = Object.keys(JSON.parse(cold.stdout)._meta.hostvars).length;
    // The minimum of every inventory: its start, its reading and its output, as in a run with
    // a full cache; and its calls: the list, then the busiest route, then a last status call.
    const calls = (1 + Math.ceil(groups / concurrency) + Math.min(roaming, 1)) * (latencyMs / 1000);
    const bound = answered.seconds + calls;
    const factor = cold.seconds / bound;
    const expected = 1 + groups + roaming;
    console.log(`${groups} groups, ${roaming} of them without persisted addresses; ${hosts} hosts`);
    console.log(
      `  requests ${cold.requests} = 1 list + ${groups} groups + ${roaming} status: ${check(cold.requests === expected)}`,
    );
    console.log(
      `  cold     ${seconds(cold.seconds)} = ${factor.toFixed(2)} × the bound of ${seconds(bound)} (${seconds(calls)} of calls): ${check(factor <= highestFactor)}`,
    );
    const isSame = [answered, warm].every((run) => run.requests === 0 && run.stdout === cold.stdout);
    console.log(`  warm     ${seconds(warm.seconds)}, no requests, the same bytes: ${check(isSame)}`);
    console.log(
      `  CPU      ${seconds(cold.cpuSeconds)} cold, ${seconds(answered.cpuSeconds)} of answers, ${seconds(warm.cpuSeconds)} warm: ${check(warm.cpuSeconds <= mostWarmCpu)}`,
    );
    const peak = Math.max(cold.megabytes, warm.megabytes);
    console.log(
      `  memory   ${cold.megabytes.toFixed(0)} MB cold, ${warm.megabytes.toFixed(0)} MB warm: ${check(peak < mostMegabytes)}\n`,
    );
  } finally {
    await site.stop();
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

/** Measures requests, time, CPU, memory and start of the inventory. Fails if one is above its limit. */
export async function bench(): Promise<void> {
  console.log(`${latencyMs} ms a call, ${concurrency} calls side by side; the fastest of three runs\n`);
  for (const size of cases) await benchList(size);
  await benchPlugin();
  await benchStart();
}
