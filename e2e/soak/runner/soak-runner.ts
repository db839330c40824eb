import { availableParallelism } from 'node:os';
import { formatDuration } from '@esg-recycler/core';
import { tableText } from '../report.ts';
import { faultKinds } from './fault-kinds.ts';
import { playRunnerRound, type RunnerRound } from './play-round.ts';

/** A roll waits for most of its time. */
const atOnce = 3 * availableParallelism();
/** Measured on two cores. */
const secondsPerRound = 30;
/** With at least this many rounds, every kind of fault must have struck. Otherwise the soak is broken. */
const roundsForAllKinds = 48;

function roundText(round: RunnerRound, only: string | undefined): string {
  const { seed, hits, missed, restarts, seconds, problems, kept } = round;
  const reported = hits.map(({ kind, phase }) => `${kind.name} in ${phase ?? 'between'}`).join('; ') || 'nothing';
  const verdict = problems.length === 0 ? 'passed' : 'FAILED';
  const late = missed > 0 ? `; ${missed} too late` : '';
  const line = `seed ${seed}  ${verdict}  ${seconds.toFixed(1).padStart(5)} s  ${restarts} re-runs  ${reported}${late}`;
  const again = `again: npm run soak -- runner 1 --seed ${seed}${only ? ` --only '${only}'` : ''}; what is left of it: ${kept}`;
  return [line, ...(kept ? [...problems, again].map((text) => `  ${text}`) : [])].join('\n');
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

function summaryText(rounds: readonly RunnerRound[]): string {
  const passed = rounds.filter(({ problems }) => problems.length === 0).length;
  const hits = rounds.flatMap(({ hits: some }) => some);
  const seconds = sum(rounds.map((round) => round.seconds));
  return [
    'What struck, and when:',
    tableText(hits.map(({ kind, phase }) => ({ name: kind.name, phase }))),
    '',
    `${passed} of ${rounds.length} rounds passed: ${hits.length} faults, ${sum(rounds.map(({ restarts }) => restarts))} re-runs, ${seconds.toFixed(0)} s`,
  ].join('\n');
}

/** Rolls a group of five, round after round, with faults of the runner and its machine. @returns whether all passed */
export async function soakRunner(count: number, seed: number, only: string | undefined): Promise<boolean> {
  const expected = formatDuration(count * secondsPerRound * 1000);
  console.log(`${count} rounds from seed ${seed}: about ${expected} (${secondsPerRound} s a round)`);
  const rounds: RunnerRound[] = [];
  const seeds = Array.from({ length: count }, (_, index) => seed + index).values();
  const playRounds = async (): Promise<void> => {
    for (const one of seeds) {
      const round = await playRunnerRound(one, { only });
      rounds.push(round);
      console.log(roundText(round, only));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, playRounds));
  const struck = new Set(rounds.flatMap(({ hits }) => hits.map(({ kind }) => kind.name)));
  const isComplete = only === undefined && count >= roundsForAllKinds;
  const missing = isComplete ? faultKinds.filter(({ name }) => !struck.has(name)).map(({ name }) => name) : [];
  console.log(`\n${summaryText(rounds)}`);
  if (missing.length > 0) console.log(`Never struck: ${missing.join(', ')}`);
  return rounds.every(({ problems }) => problems.length === 0) && missing.length === 0;
}
