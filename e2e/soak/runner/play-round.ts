import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type RollSite, startRollSite } from '../../support/roll-site.ts';
import { runnerOf } from '../commands.ts';
import { keepSite } from '../keep-site.ts';
import { isQuiet } from '../phases.ts';
import { type Random, randomFrom } from '../random.ts';
import { drawScenario, drawSuspensions, spotTimeoutMs } from '../scenario.ts';
import { settingsOf, whatIsWrong } from '../verdict.ts';
import { drawFaults, type PlannedFault } from './fault.ts';
import { type FaultHit, strikeRun } from './strike-run.ts';
import { wrongWithEnd } from './wrong-with-end.ts';
import { wrongWithFiles, wrongWithRecords, wrongWithWrites } from './wrong-with-records.ts';

/** The result of one round. */
export interface RunnerRound {
  seed: number;
  hits: FaultHit[];
  /** Faults whose moment did not come. */
  missed: number;
  /** Whether a process was killed, which could not remove its temporary files. */
  wasKilled: boolean;
  /** How often the command was started again. */
  restarts: number;
  seconds: number;
  /** Empty if the round passed. */
  problems: string[];
  /** What remains of a failed round, for inspection. */
  kept?: string;
}

export interface RunnerRoundOptions {
  /** The name of the only kind of fault. */
  only?: string;
  /** How many faults (default: random). */
  faults?: number;
  /** How many instances the group has. */
  instances?: number;
}

const group = 'sig-1';
/** Nothing may happen to it. */
const untouched = 'sig-2';

/** In addition to the faults: what a killed runner has left refuses the next ones until it has ended. */
const moreAttempts = 12;

const diskSize = '24m';

const openSite = async (random: Random, faults: readonly PlannedFault[], instances: number): Promise<RollSite> => {
  const groups = [group, untouched];
  const drawn = drawScenario(random, { groups, instancesPerGroup: instances, persistsRoot: false });
  // Calls that fail are the subject of `soak -- instance`.
  const scenario = { ...drawn, faults: [], rateLimits: {} };
  const needsDisk = faults.some(({ kind }) => kind.family === 'disk');
  const site = await startRollSite(scenario, needsDisk ? { diskSize } : {});
  mkdirSync(`${site.folder}/temporary`);
  Object.assign(site.environment, { SPOTINST_TIMEOUT: `${spotTimeoutMs}ms`, TMPDIR: `${site.folder}/temporary` });
  return site;
};

const settlingMs = 300_000;

/** Waits until nothing is in progress any more: neither in Spot nor here. */
async function untilQuiet(site: RollSite): Promise<void> {
  const deadline = Date.now() + settlingMs;
  while (!isQuiet(site) || site.processes().length > 0) {
    if (Date.now() > deadline) throw new Error(`still in progress after ${settlingMs / 1000} s`);
    await delay(50);
  }
}

async function play(site: RollSite, faults: PlannedFault[], random: Random, round: RunnerRound): Promise<void> {
  const { problems } = round;
  const suspended = drawSuspensions(random);
  if (suspended.size > 0) site.simulator.cloud.suspend(group, suspended);
  const before = settingsOf(site);
  const maxAttempts = faults.length + moreAttempts;
  const command = runnerOf(site, { group });
  for (let attempts = 1; problems.length === 0; attempts += 1) {
    if (attempts > maxAttempts) throw new Error(`not done after ${maxAttempts} attempts`);
    const fault = faults.shift();
    const run = await strikeRun({ site, group, command, random, fault });
    site.write(`attempt-${attempts}.log`, `exit code ${run.end.exitCode}\n${run.end.output}\n`);
    problems.push(...wrongWithEnd(run));
    site.disk?.free();
    round.wasKilled ||= run.end.exitCode === undefined || run.hit?.kind.family === 'kill';
    if (run.hit) round.hits.push(run.hit);
    else if (fault) faults.unshift(fault);
    if (run.end.exitCode === 0) break;
    round.restarts += 1;
    if (!fault?.isRepeatedAtOnce) await untilQuiet(site);
  }
  round.missed = faults.length;
  if (problems.length > 0) return;
  problems.push(...(await whatIsWrong(site, before, { groups: [group] })));
  problems.push(...wrongWithWrites(site, group), ...wrongWithFiles(site, !round.wasKilled));
  for await (const problem of wrongWithRecords(site)) problems.push(problem);
}

/** Runs one round until its run has succeeded: the same seed gives the same faults. */
export async function playRunnerRound(seed: number, options: RunnerRoundOptions = {}): Promise<RunnerRound> {
  const startedAt = performance.now();
  const random = randomFrom(seed);
  const round: RunnerRound = { seed, hits: [], missed: 0, wasKilled: false, restarts: 0, seconds: 0, problems: [] };
  const { only, faults: count = random.between(1, 3), instances = 5 } = options;
  const faults = drawFaults(random, seed, count, only);
  const site = await openSite(random, faults, instances);
  try {
    await play(site, faults, random, round);
  } catch (error) {
    round.problems.push((error as Error).message);
  } finally {
    if (round.problems.length > 0) round.kept = keepSite(site, round);
    await site.stop();
  }
  round.seconds = (performance.now() - startedAt) / 1000;
  return round;
}
