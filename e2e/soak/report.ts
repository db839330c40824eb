import { type Phase, phases } from './phases.ts';
import type { Round } from './round.ts';

const widthOfMode = 24;

/** One line about a round, and details if it failed. */
export function roundText(round: Round): string {
  const { seed, mode, hits, restarts, requests, seconds, problems, kept } = round;
  const reported = hits.map(({ victim, phase }) => `${victim} in ${phase ?? 'between'}`).join(', ') || 'nothing hit';
  const verdict = problems.length === 0 ? 'passed' : 'FAILED';
  const line = `seed ${seed}  ${mode.padEnd(widthOfMode)}${verdict}  ${seconds.toFixed(1).padStart(5)} s  ${restarts} restarts  ${requests} requests  ${hits.length} hits: ${reported}`;
  const again = `again: npm run soak -- instance 1 --seed ${seed}${round.isChosen ? ` --only '${mode}'` : ''}; what is left of it: ${kept}`;
  return [line, ...(kept ? [...problems, again].map((text) => `  ${text}`) : [])].join('\n');
}

/** What happened in a phase; undefined: between two instances. */
interface PhaseHit {
  name: string;
  phase: Phase | undefined;
}

export const hitsOf = (rounds: readonly Round[]): PhaseHit[] =>
  rounds.flatMap(({ mode, hits }) => hits.map(({ phase }) => ({ name: mode, phase })));

const hitsIn = (hits: readonly PhaseHit[], phase: Phase | undefined): number =>
  hits.filter((hit) => hit.phase === phase).length;

/** How often each phase was hit, by name. */
export function tableText(hits: readonly PhaseHit[]): string {
  const columns = [...phases, undefined];
  const widths = columns.map((phase) => (phase ?? 'between').length + 2);
  const row = (name: string, cells: readonly (string | number)[]): string =>
    name.padEnd(widthOfMode) + cells.map((cell, index) => String(cell).padStart(widths[index]!)).join('');
  const names = [...new Set(hits.map(({ name }) => name))];
  const counts = (some: readonly PhaseHit[]): number[] => columns.map((phase) => hitsIn(some, phase));
  return [
    row(
      '',
      columns.map((phase) => phase ?? 'between'),
    ),
    ...names.map((name) => row(name, counts(hits.filter((hit) => hit.name === name)))),
    row('all', counts(hits)),
  ].join('\n');
}

/** The phases that were never hit. */
export const missedPhases = (hits: readonly PhaseHit[]): Phase[] => phases.filter((phase) => hitsIn(hits, phase) === 0);
