import { type RollSite, startRollSite } from '../support/roll-site.ts';
import { attempt } from './attempt.ts';
import type { Command } from './commands.ts';
import { type Mode, modes } from './modes.ts';
import { keepSite } from './keep-site.ts';
import { isQuiet, phases } from './phases.ts';
import { type Random, randomFrom, takeTurns } from './random.ts';
import { drawScenario, drawSuspensions, spotTimeoutMs } from './scenario.ts';
import type { Hit, Strike } from './strike.ts';
import { settingsOf, whatIsWrong, wrongWithEnds, wrongWithSettings } from './verdict.ts';

/** The result of one round. */
export interface Round {
  seed: number;
  mode: string;
  /** Whether the mode was given, instead of the seed's. */
  isChosen: boolean;
  hits: Hit[];
  /** How often a command was started again. */
  restarts: number;
  requests: number;
  seconds: number;
  /** Empty if the round passed. */
  problems: string[];
  /** What remains of a failed round, for inspection. */
  kept?: string;
}

export interface RoundOptions {
  /** The name of a mode; default: the seed's. */
  only?: string;
  /** How many kills (default: random). There are more instances than kills, because a kill may let one finish. */
  strikes?: number;
}

/** In addition to the kills, because faults also make a start fail. */
const moreAttempts = 12;

/** The mode of a seed. */
export const modeOf = (seed: number, only?: string): Mode =>
  takeTurns(
    modes.filter(({ name }) => only === undefined || name === only),
    seed,
  );

const drawStrikes = (random: Random, { victims, deletesStore }: Mode, seed: number, count: number): Strike[] =>
  Array.from({ length: count }, (_, index) => {
    const moments = [...phases, random.between(0, 6000)];
    return {
      at: index === 0 ? takeTurns(moments, seed) : random.pick(moments),
      victim: random.pick(victims),
      deletesStore,
    };
  });

/** If it reports success, everything is restored. */
async function heal(healer: Command, site: RollSite, before: ReturnType<typeof settingsOf>): Promise<string[]> {
  const { exitCode, output } = await healer.start().ended;
  if (exitCode !== 0) return exitCode === 2 ? [`the ${healer.name} ended with exit code 2: ${output}`] : [];
  return [...wrongWithSettings(site, before, false)].map(
    (problem) => `after the ${healer.name}, ${problem}: ${output}`,
  );
}

async function play(site: RollSite, mode: Mode, strikes: Strike[], random: Random, round: Round): Promise<void> {
  const { problems } = round;
  const maxAttempts = strikes.length + moreAttempts;
  for (const id of mode.groups) {
    const suspended = drawSuspensions(random);
    if (suspended.size > 0) site.simulator.cloud.suspend(id, suspended);
  }
  const before = settingsOf(site);
  let commands = mode.commands(site, random);
  for (let attempts = 1; commands.length > 0 && problems.length === 0; attempts += 1) {
    if (attempts > maxAttempts) throw new Error(`not done after ${maxAttempts} attempts`);
    const strike = strikes.shift();
    const secondStart = random.pick(mode.secondStarts);
    const result = await attempt({ site, random, commands, secondStart, strike });
    for (const { command, end } of result.ends) {
      site.write(`attempt-${attempts}-${command.name}.log`, `exit code ${end.exitCode}\n${end.output}\n`);
    }
    if (result.hit) round.hits.push(result.hit);
    else if (strike) strikes.unshift(strike);
    problems.push(...wrongWithEnds(result, commands.length > 1 || mode.deletesStore));
    commands = commands.filter((command) =>
      result.ends.some((one) => one.command === command && one.end.exitCode !== 0),
    );
    round.restarts += commands.length;
    if (result.hit && mode.healer && random.chance(0.5))
      problems.push(...(await heal(mode.healer(site), site, before)));
    if (!result.hit) await site.simulator.waitFor(() => isQuiet(site));
  }
  problems.push(...(await whatIsWrong(site, before, { storeWasDeleted: mode.deletesStore })));
}

/** Runs one round: the same seed gives the same round. */
export async function playRound(seed: number, { only, strikes }: RoundOptions = {}): Promise<Round> {
  const startedAt = performance.now();
  const random = randomFrom(seed);
  const mode = modeOf(seed, only);
  const isChosen = only !== undefined;
  const round: Round = {
    seed,
    mode: mode.name,
    isChosen,
    hits: [],
    restarts: 0,
    requests: 0,
    seconds: 0,
    problems: [],
  };
  const count = strikes ?? (mode.deletesStore ? 1 : random.between(1, 2));
  const instancesPerGroup = mode.groups.length > 1 ? 1 : (strikes ?? 0) + 2;
  const plan = drawStrikes(random, mode, seed, count);
  const site = await startRollSite(drawScenario(random, { ...mode, instancesPerGroup }));
  site.environment['SPOTINST_TIMEOUT'] = `${spotTimeoutMs}ms`;
  try {
    await play(site, mode, plan, random, round);
  } catch (error) {
    round.problems.push((error as Error).message);
  } finally {
    round.requests = site.simulator.requests.length;
    if (round.problems.length > 0) round.kept = keepSite(site, round);
    await site.stop();
  }
  round.seconds = (performance.now() - startedAt) / 1000;
  return round;
}
