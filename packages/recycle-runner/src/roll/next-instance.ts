import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { entryFor, isOpen } from '../record/ledger.ts';
import type { PlannedInstance } from '../plan/plan.ts';

/** The instances that were deferred since the last recycle. */
export interface Turns {
  deferred: ReadonlySet<string>;
  /** The instances that the last of them defers to, in order. */
  first: readonly string[];
}

export const freshTurns: Turns = { deferred: new Set(), first: [] };

export const defer = ({ deferred }: Turns, ssi: string, yieldTo: readonly string[]): Turns => ({
  deferred: new Set([...deferred, ssi]),
  first: yieldTo,
});

/** The instances that are still to be recycled, in the order of the plan. */
export const openInstances = (ledger: Ledger, planned: readonly PlannedInstance[]): PlannedInstance[] =>
  planned.filter(({ ssi }) => isOpen(entryFor(ledger, ssi)));

/**
 * The next instance: one that the last instance defers to, then one that was not deferred yet, then the others. No
 * instance is deferred twice between two recycles, so a changing leader cannot keep a roll from ending.
 *
 * @throws EsgError `leader-moving` when every instance was deferred
 */
export function nextInstance(open: readonly PlannedInstance[], ledger: Ledger, turns: Turns): PlannedInstance {
  const free = open.filter(({ ssi }) => !turns.deferred.has(ssi));
  const named = turns.first.flatMap((ssi) => free.filter((instance) => instance.ssi === ssi));
  const next = named[0] ?? free.find(({ ssi }) => entryFor(ledger, ssi)?.state === 'pending') ?? free[0];
  if (next) return next;
  throw new EsgError(
    `The leader keeps changing: ${open.map(({ ssi }) => ssi).join(', ')} each deferred to another instance`,
    {
      code: 'leader-moving',
      exitCode: ExitCode.refused,
      hint: 'Find out why the cluster keeps electing leaders. Once it is stable, run the same command again.',
    },
  );
}
