import type { Ledger, LedgerCanary } from '@esg-recycler/esg-store';
import type { CanaryOptions } from '../cluster/canary-option.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { targetsIn } from '../record/ledger.ts';

/** Whether the next instance may start. */
export type BakeDecision =
  | { is: 'free' }
  | {
      is: 'bake';
      /** Milliseconds since the epoch; undefined while the bake has not started. */
      untilMs?: number;
    };

/** The instances that this run has recycled; with a canary, also those of an interrupted run before it. */
export function recycledFirst({ canary, instances }: Ledger): string[] {
  const own = instances.filter(({ state }) => state === 'recycled').map(({ ssi }) => ssi);
  return [...new Set([...(canary?.done ?? []), ...own])];
}

/** How many instances still go first. */
export const canariesLeft = (ledger: Ledger): number =>
  ledger.canary ? Math.max(0, ledger.canary.count - recycledFirst(ledger).length) : 0;

/** Decides from the record alone, so that a crash does not lose the start of a bake. */
export function bakeDecision(ledger: Ledger, now: number): BakeDecision {
  const { canary } = ledger;
  if (!canary || canary.bakedAt !== undefined || canariesLeft(ledger) > 0) return { is: 'free' };
  if (canary.bakingSince === undefined) return { is: 'bake' };
  const untilMs = Date.parse(canary.bakingSince) + canary.bakeMs;
  return untilMs > now ? { is: 'bake', untilMs } : { is: 'free' };
}

const withCanary = (ledger: Ledger, change: Partial<LedgerCanary>): Ledger =>
  ledger.canary ? { ...ledger, canary: { ...ledger.canary, ...change } } : ledger;

/** The ledger at the start of the bake. */
export const startBake = (ledger: Ledger, now: Date): Ledger =>
  withCanary(ledger, { done: recycledFirst(ledger), bakingSince: now.toISOString() });

export const endBake = (ledger: Ledger, now: Date): Ledger => withCanary(ledger, { bakedAt: now.toISOString() });

/** A failed check: the next run bakes for the complete time again. */
export const failBake = (ledger: Ledger): Ledger => withCanary(ledger, { bakingSince: undefined });

const isSameTarget = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean =>
  Object.entries(one).every(([group, image]) => other[group] === image);

/** A run to open, as far as its canary depends on it. */
interface OpenedRun {
  planned: readonly PlannedInstance[];
  /** ISO 8601. */
  since?: string;
}

/** Whether a run continues the canary of the last one: the same command, which did not end. */
const continues = ({ planned, since }: OpenedRun, last: Ledger): boolean =>
  last.outcome !== 'done' && since === last.since && isSameTarget(targetsIn(planned), last.target);

/**
 * The canary of a new run. A run that continues an interrupted one does not start it again, except for instances that
 * are due again. A bake with other options, or of such instances, starts over.
 *
 * @param last the ledger of the last run of the cluster
 */
export function openCanary(
  options: CanaryOptions | undefined,
  run: OpenedRun,
  last: Ledger | undefined,
): LedgerCanary | undefined {
  if (!options) return undefined;
  if (!last?.canary || !continues(run, last)) return { ...options, done: [] };
  const { count, bakeMs, done, bakingSince, bakedAt } = last.canary;
  const settled = new Set(
    run.planned.filter(({ action, due }) => action === 'leave' && due === false).map(({ ssi }) => ssi),
  );
  const isSameBake = count === options.count && bakeMs === options.bakeMs && done.every((ssi) => settled.has(ssi));
  return {
    ...options,
    done: recycledFirst(last).filter((ssi) => settled.has(ssi)),
    ...(isSameBake && bakingSince !== undefined && { bakingSince }),
    ...(isSameBake && bakedAt !== undefined && { bakedAt }),
  };
}
