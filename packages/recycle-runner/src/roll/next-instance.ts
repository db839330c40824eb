import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { entryFor, isOpen } from '../record/ledger.ts';
import type { PlannedInstance } from '../plan/plan.ts';

/** Who has let others go first since an instance was last recycled. */
export interface Turns {
  deferred: ReadonlySet<string>;
  /** Whom the last of them named, those to go first at the front. */
  first: readonly string[];
}

export const freshTurns: Turns = { deferred: new Set(), first: [] };

export const defer = ({ deferred }: Turns, ssi: string, yieldTo: readonly string[]): Turns => ({
  deferred: new Set([...deferred, ssi]),
  first: yieldTo,
});

/** What is still to be done, in the order of the plan. */
export const openInstances = (ledger: Ledger, planned: readonly PlannedInstance[]): PlannedInstance[] =>
  planned.filter(({ ssi }) => isOpen(entryFor(ledger, ssi)));

/**
 * Whose turn it is: whom the last one let go first, then whoever was not deferred yet, then the others. Nobody is
 * deferred twice between two recycles, so leadership that wanders cannot keep a roll from ending.
 *
 * @throws EsgError `leader-moving` when everybody has let another go first
 */
export function nextInstance(open: readonly PlannedInstance[], ledger: Ledger, turns: Turns): PlannedInstance {
  const free = open.filter(({ ssi }) => !turns.deferred.has(ssi));
  const named = turns.first.flatMap((ssi) => free.filter((instance) => instance.ssi === ssi));
  const next = named[0] ?? free.find(({ ssi }) => entryFor(ledger, ssi)?.state === 'pending') ?? free[0];
  if (next) return next;
  throw new EsgError(
    `${open.map(({ ssi }) => ssi).join(', ')}: each let another go first, for the leader was another every time`,
    {
      code: 'leader-moving',
      exitCode: ExitCode.refused,
      hint: 'Find out why the cluster keeps electing leaders. Once that has stopped, run the same command again.',
    },
  );
}
