import type { InstanceSnapshot, Ledger, LedgerInstance } from '@esg-recycler/esg-store';
import { isContinued, type PlannedInstance } from '../plan/plan.ts';

const unfinished = new Set<LedgerInstance['state']>(['running', 'failed', 'interrupted']);

/** Where the recycle of an instance began, by the newest ledger that has it unfinished. */
function beginOf(ledgers: readonly Ledger[], ssi: string): { run: string; before: InstanceSnapshot } | undefined {
  for (const { run, instances } of ledgers) {
    const entry = instances.find((one) => one.ssi === ssi);
    if (entry?.state === 'recycled') return undefined;
    if (!entry?.before || !unfinished.has(entry.state)) continue;
    if (entry.earlier) return entry.earlier;
    if (!entry.isUnchanged) return { run, before: entry.before };
  }
  return undefined;
}

/** The ledger of a plan, in which each recycle that an earlier run began names that run, and the instance before it. */
export function withEarlier(ledger: Ledger, planned: readonly PlannedInstance[], earlier: readonly Ledger[]): Ledger {
  const newestFirst = earlier.toSorted((one, other) => other.startedAt.localeCompare(one.startedAt));
  const continued = new Set(planned.filter(isContinued).map(({ ssi }) => ssi));
  return {
    ...ledger,
    instances: ledger.instances.map((entry) => {
      const begin = continued.has(entry.ssi) ? beginOf(newestFirst, entry.ssi) : undefined;
      return begin ? { ...entry, earlier: begin } : entry;
    }),
  };
}
