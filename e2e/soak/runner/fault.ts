import type { Phase } from '../phases.ts';
import { type Random, takeTurns } from '../random.ts';
import { families, type FaultKind, faultKinds } from './fault-kinds.ts';

/** A fault, and when it strikes. */
export interface PlannedFault {
  kind: FaultKind;
  /** In this phase, or this many milliseconds after the start. */
  at: Phase | number;
  /** The time between its two parts, in milliseconds. */
  pauseMs: number;
  /** Whether the command is repeated at once, and not only when nothing is in progress any more. */
  isRepeatedAtOnce: boolean;
}

/** Every family is as frequent as any other. */
function drawKind(random: Random, kinds: readonly FaultKind[]): FaultKind {
  const family = random.pick(families.filter((name) => kinds.some((kind) => kind.family === name)));
  return random.pick(kinds.filter((kind) => kind.family === family));
}

/**
 * The faults of a round. The first is the next one in turn.
 *
 * @param only the name of the only kind
 */
export function drawFaults(random: Random, seed: number, count: number, only?: string): PlannedFault[] {
  const kinds = faultKinds.filter(({ name }) => only === undefined || name === only);
  return Array.from({ length: count }, (_, index) => {
    const kind = index === 0 ? takeTurns(kinds, seed) : drawKind(random, kinds);
    const moments = [...kind.phases, random.between(0, 6000)];
    return {
      kind,
      at: index === 0 ? takeTurns(moments, seed) : random.pick(moments),
      pauseMs: random.pick([random.between(10, 500), random.between(1600, 2500)]),
      isRepeatedAtOnce: random.chance(0.5),
    };
  });
}
