// `npm run soak -- instance 60`: rolls over a simulated Spot in which calls go wrong and processes are killed at random.
import { parseArgs } from 'node:util';
import { formatDuration } from '@esg-recycler/core';
import { modes } from './modes.ts';
import { missedPhases, roundText, tableText } from './report.ts';
import { playRound, type Round } from './round.ts';
import { isStoreName, soakTwoLaptops, storeNames } from './two-laptops.ts';

/** Measured on two cores. */
const secondsPerRound = 30;
/** With at least this many rounds, every phase must be hit. Otherwise the soak is broken. */
const roundsForAllPhases = 40;

const usage = `Usage: npm run soak -- two-laptops ROUNDS [--seed N] [--store ${storeNames.join('|')}]
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

function readArguments() {
  try {
    const options = {
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      store: { type: 'string' },
    } as const;
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [what, count] = positionals;
    const [rounds, seed] = [Number(count), Number(values.seed)];
    const isKnown = values.only === undefined || modes.some(({ name }) => name === values.only);
    const isValid =
      (what === 'instance' || what === 'two-laptops') &&
      Number.isSafeInteger(rounds) &&
      rounds > 0 &&
      Number.isSafeInteger(seed);
    const { only, store } = values;
    if (!isValid || !isKnown || (store !== undefined && !isStoreName(store))) return undefined;
    return { what, rounds, seed, only, store };
  } catch {
    return undefined;
  }
}

const given = readArguments();
if (!given) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const { what, rounds, seed, only, store } = given;
  const isPassed = what === 'instance' ? await soak(rounds, seed, only) : await soakTwoLaptops(rounds, seed, store);
  if (!isPassed) process.exitCode = 1;
}
