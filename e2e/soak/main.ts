// `npm run soak -- instance 60`: rolls over a simulated Spot in which calls go wrong and processes are killed at random.
// `npm run soak -- runner 50`: the runner is killed, stopped, held, its output is closed, its disk full.
// `npm run soak -- campaign`: a campaign whose workers are killed.
import { parseArgs } from 'node:util';
import { formatDuration } from '@esg-recycler/core';
import { soakCampaign } from './campaign/soak-campaign.ts';
import { modes } from './modes.ts';
import { hitsOf, missedPhases, roundText, tableText } from './report.ts';
import { playRound, type Round } from './round.ts';
import { faultKinds } from './runner/fault-kinds.ts';
import { soakRunner } from './runner/soak-runner.ts';
import { isStoreName, soakTwoLaptops, storeNames, type StoreName } from './two-laptops.ts';

/** Measured on two cores. */
const secondsPerRound = 30;
/** With at least this many rounds, every phase must be hit. Otherwise the soak is broken. */
const roundsForAllPhases = 40;

const usage = `Usage: npm run soak -- campaign [--seed N] [--only kills|no-kills]
       npm run soak -- two-laptops ROUNDS [--seed N] [--store ${storeNames.join('|')}]
       npm run soak -- instance ROUNDS [--seed N] [--only MODE], where MODE is one of:
${modes.map(({ name }) => `  ${name}`).join('\n')}
       npm run soak -- runner ROUNDS [--seed N] [--only FAULT], where FAULT is one of:
${faultKinds.map(({ name }) => `  ${name}`).join('\n')}`;

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
  const missed = rounds < roundsForAllPhases ? [] : missedPhases(hitsOf(played));
  console.log(`\nWhat was hit when something was killed:\n${tableText(hitsOf(played))}\n`);
  if (missed.length > 0) console.log(`Never hit: ${missed.join(', ')}`);
  console.log(`${rounds - failed.length} of ${rounds} rounds passed`);
  return failed.length === 0 && missed.length === 0;
}

type Given =
  | { what: 'campaign'; seed: number; only?: string }
  | { what: 'instance' | 'runner'; rounds: number; seed: number; only?: string }
  | { what: 'two-laptops'; rounds: number; seed: number; store?: StoreName };

function readArguments(): Given | undefined {
  try {
    const options = {
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      store: { type: 'string' },
    } as const;
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [what, count] = positionals;
    const [rounds, seed] = [Number(count), Number(values.seed)];
    const { only, store } = values;
    if (!Number.isSafeInteger(seed)) return undefined;
    if (what === 'campaign')
      return only === undefined || only === 'kills' || only === 'no-kills' ? { what, seed, only } : undefined;
    const names = (what === 'runner' ? faultKinds : modes).map(({ name }) => name);
    const isKnown = only === undefined || names.includes(only);
    if (!isKnown || !Number.isSafeInteger(rounds) || rounds <= 0) return undefined;
    if (store !== undefined && !isStoreName(store)) return undefined;
    if (what === 'two-laptops') return { what, rounds, seed, store };
    return what === 'instance' || what === 'runner' ? { what, rounds, seed, only } : undefined;
  } catch {
    return undefined;
  }
}

function perform(given: Given): Promise<boolean> {
  const { seed } = given;
  switch (given.what) {
    case 'campaign':
      return soakCampaign(seed, { kills: given.only !== 'no-kills', noKills: given.only !== 'kills' });
    case 'instance':
      return soak(given.rounds, seed, given.only);
    case 'runner':
      return soakRunner(given.rounds, seed, given.only);
    default:
      return soakTwoLaptops(given.rounds, seed, given.store);
  }
}

const given = readArguments();
if (!given) {
  console.error(usage);
  process.exitCode = 2;
} else if (!(await perform(given))) process.exitCode = 1;
