import { setTimeout as delay } from 'node:timers/promises';
import { startRedis } from '@esg-recycler/esg-store/testing';
import { endProcessesWith } from '../../support/processes.ts';
import { type RollSite, startRollSite } from '../../support/roll-site.ts';
import { type Random, randomFrom } from '../random.ts';
import { busiestWindow, limitedIn, mostAtOnce, whatIsWrong } from './check-log.ts';
import { type Kill, type Killing, killWorkers, recoveriesMs } from './kills.ts';
import { campaignFileOf, drawLayout, type Layout, scenarioOf, type Size, tokensOf } from './layout.ts';
import { slowestChainMs } from './lower-bound.ts';
import { createMachine, homeOf, type Machine } from './workers.ts';

/** A campaign with workers. */
export interface CampaignPlan extends Size {
  /** 0: the campaign starts the runs on its own machine. */
  workers: number;
  kills: Pick<Killing, 'everyMs' | 'most' | 'victims'>;
  /** Whether Redis is killed and started again, once. */
  restartsRedis: boolean;
  /** After which it counts as hanging. */
  timeoutMs: number;
}

/** How a campaign ended. */
export interface CampaignEnd {
  seed: number;
  layout: Layout;
  seconds: number;
  exitCode: number | undefined;
  slowestChainSeconds: number;
  requests: number;
  limited: number;
  /** The most requests of one organization and route in one window. */
  busiestWindow: number;
  mostAtOnce: number;
  kills: Kill[];
  recoveriesMs: number[];
  redisRestarts: number;
  problems: string[];
}

const recycledIn = ({ simulator }: RollSite): number => simulator.log.filter(({ what }) => what === 'accepted').length;

/** Kills Redis in the middle of the campaign, as a power cut would, and starts it again. */
async function restartRedis(
  site: RollSite,
  redis: Awaited<ReturnType<typeof startRedis>>,
  { random, layout, over }: { random: Random; layout: Layout; over: AbortSignal },
): Promise<number> {
  const instances = layout.groups.flatMap((group) => group.instances).length;
  const moment = random.between(Math.ceil(instances / 4), Math.ceil(instances / 2));
  const awayMs = random.between(200, 1500);
  while (recycledIn(site) < moment) {
    if (over.aborted) return 0;
    await delay(20);
  }
  await redis.kill();
  await delay(awayMs);
  await redis.restart();
  return 1;
}

/** SIGTERM ends an idle worker. */
async function* wrongWithWorkers(machines: readonly Machine[]): AsyncGenerator<string> {
  for (const machine of machines) {
    const exitCode = await machine.stop();
    if (exitCode !== 130) yield `${machine.name} ended with exit code ${exitCode} after SIGTERM`;
    for (const left of machine.processes()) yield `${machine.name}: process ${left.pid} is left: ${left.arguments}`;
  }
}

function* wrongWithSuspensions({ simulator }: RollSite): Generator<string> {
  for (const { id, suspensions } of simulator.cloud.groups.values())
    if (suspensions.size > 0) yield `${id}: still suspended: ${[...suspensions.keys()].join(', ')}`;
}

const progressEveryMs = 60_000;

/**
 * Rolls a campaign with workers on a Redis of its own, and kills what the plan says.
 *
 * @param note reports the progress from time to time
 */
export async function playCampaign(
  seed: number,
  plan: CampaignPlan,
  note: (line: string) => void = () => {},
): Promise<CampaignEnd> {
  const random = randomFrom(seed);
  const layout = drawLayout(random, plan);
  const redis = await startRedis();
  const site = await startRollSite(scenarioOf(layout, random));
  const environment = { ...tokensOf(layout), ESG_STORE_URL: redis.url, SPOTINST_TIMEOUT: '2s' };
  const atOnce = Math.ceil(plan.atOnce / Math.max(plan.workers, 1));
  const machines = Array.from({ length: plan.workers }, (_, index) =>
    createMachine(`worker-${index + 1}`, { site, environment, atOnce, lockTtl: plan.lockTtl }),
  );
  const home = homeOf(site, 'campaign');
  const over = new AbortController();
  const instances = layout.groups.flatMap((group) => group.instances).length;
  const progress = setInterval(() => note(`  ${recycledIn(site)} of ${instances} recycles requested`), progressEveryMs);
  try {
    site.write('campaign.yml', campaignFileOf(layout));
    for (const machine of machines) machine.start();
    const startedAt = Date.now();
    const mode = plan.workers > 0 ? ['--workers'] : [];
    const campaign = site.startUnconfirmed(['campaign', 'campaign.yml', ...mode, '--yes'], { ...environment, ...home });
    const killing = { random: randomFrom(seed + 1), machines, simulator: site.simulator, ...plan.kills };
    const killed = killWorkers({ ...killing, over: over.signal });
    const restarted = plan.restartsRedis
      ? restartRedis(site, redis, { random: randomFrom(seed + 2), layout, over: over.signal })
      : Promise.resolve(0);
    const ended = await Promise.race([campaign, delay(plan.timeoutMs, undefined, { ref: false })]);
    const seconds = (Date.now() - startedAt) / 1000;
    over.abort();
    const [kills, redisRestarts] = await Promise.all([killed, restarted]);
    const { simulator } = site;
    const problems = whatIsWrong(layout, simulator);
    if (!ended) problems.push(`not over after ${plan.timeoutMs / 1000} s`);
    else if (ended.exitCode !== 0) problems.push(`exit code ${ended.exitCode}: ${ended.stdout}\n${ended.stderr}`);
    problems.push(...wrongWithSuspensions(site));
    for await (const problem of wrongWithWorkers(machines)) problems.push(problem);
    return {
      seed,
      layout,
      seconds,
      exitCode: ended?.exitCode,
      slowestChainSeconds: slowestChainMs(layout, simulator) / 1000,
      requests: simulator.requests.length,
      limited: limitedIn(simulator),
      busiestWindow: busiestWindow(layout, simulator),
      mostAtOnce: mostAtOnce(layout, simulator),
      kills,
      recoveriesMs: recoveriesMs(kills, simulator),
      redisRestarts,
      problems,
    };
  } finally {
    clearInterval(progress);
    over.abort();
    await endProcessesWith(`HOME=${home.HOME}`);
    for (const machine of machines) await machine.clear();
    await site.stop();
    await redis.stop();
  }
}
