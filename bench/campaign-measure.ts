import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRedis } from '@esg-recycler/esg-store/testing';
import { execa } from 'execa';
import { whatIsWrong } from '../e2e/soak/campaign/check-log.ts';
import { campaignFileOf, drawLayout, scenarioOf, type Size, tokensOf } from '../e2e/soak/campaign/layout.ts';
import { homeOf } from '../e2e/soak/campaign/workers.ts';
import { randomFrom } from '../e2e/soak/random.ts';
import { executable, node, python } from '../e2e/support/executables.ts';
import { endProcessesWith, processesWith } from '../e2e/support/processes.ts';
import { type RollSite, startRollSite } from '../e2e/support/roll-site.ts';

/** What a campaign took. */
export interface CampaignCost {
  groups: number;
  requests: number;
  /** User and system time of all processes, without Redis and the simulator. */
  cpuSeconds: number;
  wallSeconds: number;
  /** The largest memory of one worker, in MB; without workers, of the campaign. */
  memoryMb: number;
}

interface Reaped {
  exitCode: number;
  wallSeconds: number;
  cpuSeconds: number;
}

const reap = join(import.meta.dirname, 'roll-support/reap.py');

/** Starts a command whose CPU time is counted, with that of everything that it starts. */
function startCounted(site: RollSite, name: string, args: readonly string[], env: Record<string, string>) {
  const home = homeOf(site, name);
  const result = join(site.folder, `${name}.json`);
  const marker = `HOME=${home.HOME}`;
  const counter = execa(python('python'), [reap, result, node, executable('recycle-runner'), ...args], {
    cwd: site.folder,
    stdin: 'ignore',
    all: true,
    reject: false,
    extendEnv: false,
    env: { ...site.environment, ...env, ...home },
  });
  return {
    marker,
    pid: () => processesWith(marker).find(({ parent }) => parent === counter.pid)?.pid,
    ended: async (): Promise<Reaped & { output: string }> => {
      const { all } = await counter;
      return { ...(JSON.parse(readFileSync(result, 'utf8')) as Reaped), output: all };
    },
  };
}

/** The most memory that a process had so far, in MB. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return 0;
  }
}

/** @throws Error if the campaign fails, or if the simulator has recorded something that must not be */
export async function measureCampaign(size: Size, workers: number): Promise<CampaignCost> {
  const random = randomFrom(1);
  const layout = drawLayout(random, size);
  const redis = await startRedis();
  const site = await startRollSite(scenarioOf(layout, random));
  const env = { ...tokensOf(layout), ESG_STORE_URL: redis.url };
  const markers: string[] = [];
  const start = (name: string, args: readonly string[]) => {
    const started = startCounted(site, name, args, env);
    markers.push(started.marker);
    return started;
  };
  try {
    site.write('campaign.yml', campaignFileOf(layout));
    const atOnce = String(Math.ceil(size.atOnce / Math.max(workers, 1)));
    const machines = Array.from({ length: workers }, (_, index) =>
      start(`worker-${index + 1}`, ['worker', '--at-once', atOnce, '--lock-ttl', size.lockTtl]),
    );
    const mode = workers > 0 ? ['--workers'] : [];
    const campaign = start('campaign', ['campaign', 'campaign.yml', ...mode, '--yes']);
    let memoryMb = 0;
    const watched = workers > 0 ? machines : [campaign];
    const watching = setInterval(() => {
      memoryMb = Math.max(memoryMb, ...watched.map(({ pid }) => peakOf(pid())));
    }, 2000);
    const ended = await campaign.ended().finally(() => clearInterval(watching));
    if (ended.exitCode !== 0) throw new Error(`the campaign ended with ${ended.exitCode}:\n${ended.output}`);
    const costs = [ended];
    for (const machine of machines) {
      memoryMb = Math.max(memoryMb, peakOf(machine.pid()));
      process.kill(machine.pid()!, 'SIGTERM');
      costs.push(await machine.ended());
    }
    const problems = whatIsWrong(layout, site.simulator);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return {
      groups: size.groups,
      requests: site.simulator.requests.length,
      cpuSeconds: costs.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
      wallSeconds: ended.wallSeconds,
      memoryMb,
    };
  } finally {
    for (const marker of markers) await endProcessesWith(marker);
    await site.stop();
    await redis.stop();
  }
}
