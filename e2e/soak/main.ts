// `npm run soak -- instance 60`: rolls over a simulated Spot in which calls go wrong and processes are killed at random.
import { parseArgs } from 'node:util';
import { formatDuration } from '@esg-recycler/core';
import { modes } from './modes.ts';
import { missedPhases, roundText, tableText } from './report.ts';
import { playRound, type Round } from './round.ts';
import { laptopsText, playTwoLaptops } from '../support/two-laptops.ts';

/** Measured on two cores. */
const secondsPerRound = 30;
/** With at least this many rounds, every phase must be hit. Otherwise the soak is broken. */
const roundsForAllPhases = 40;

const usage = `Usage: npm run soak -- two-laptops ROUNDS [--seed N]
       npm run soak -- instance ROUNDS [--seed N] [--only MODE], where MODE is one of:
${modes.map(({ name }) => `  ${name}`).join('\n')}`;

async function soak(rounds: number, seed: number, only: string | undefined): Promise<boolean> {
  const expected = formatDuration(rounds * secondsPerRound * 1000);
  console.log(`${rounds} rounds from seed ${seed}: about ${expected} (${secondsPerRound} s a round)`);
  const played: Round[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const round = await playRound(seed + index, { only });
    played.push(round);
    console.log(roundText(round));
  }
  const failed = played.filter(({ problems }) => problems.length > 0);
  const missed = rounds < roundsForAllPhases ? [] : missedPhases(played);
  console.log(`\nWhat was hit when something was killed:\n${tableText(played)}\n`);
  if (missed.length > 0) console.log(`Never hit: ${missed.join(', ')}`);
  console.log(`${rounds - failed.length} of ${rounds} rounds passed`);
  return failed.length === 0 && missed.length === 0;
}

/** Two runs with stores of their own, round after round. */
async function soakTwoLaptops(rounds: number, seed: number): Promise<boolean> {
  let [failed, yielded] = [0, 0];
  const outs: number[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const end = await playTwoLaptops(seed + index);
    console.log(laptopsText(end));
    if (end.problems.length > 0) failed += 1;
    yielded += end.exitCodes.filter((exitCode) => exitCode === 4).length;
    outs.push(end.maxOut);
  }
  console.log(
    `\n${rounds - failed} of ${rounds} rounds passed: ${Math.max(...outs)} out at most, ${yielded} runs ended with exit code 4`,
  );
  return failed === 0;
}

function readArguments() {
  try {
    const options = { seed: { type: 'string', default: '1' }, only: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [what, count] = positionals;
    const [rounds, seed] = [Number(count), Number(values.seed)];
    const isKnown = values.only === undefined || modes.some(({ name }) => name === values.only);
    const isValid =
      (what === 'instance' || what === 'two-laptops') &&
      Number.isSafeInteger(rounds) &&
      rounds > 0 &&
      Number.isSafeInteger(seed);
    return isValid && isKnown ? { what, rounds, seed, only: values.only } : undefined;
  } catch {
    return undefined;
  }
}

const given = readArguments();
if (!given) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const { what, rounds, seed, only } = given;
  const isPassed = what === 'instance' ? await soak(rounds, seed, only) : await soakTwoLaptops(rounds, seed);
  if (!isPassed) process.exitCode = 1;
}
