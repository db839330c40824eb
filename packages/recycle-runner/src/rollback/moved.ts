import type { InstanceSnapshot, Ledger, LedgerInstance } from '@esg-recycler/esg-store';

/**
 * The instance before a run moved it to another image; undefined when the run did not. Where an earlier run began the
 * recycle, the instance ran the image of the run already when this run continued.
 */
export function movedFrom(
  { target }: Pick<Ledger, 'target'>,
  { group, before, earlier, isUnchanged }: LedgerInstance,
): InstanceSnapshot | undefined {
  if (before === undefined) return undefined;
  return [earlier?.before, isUnchanged ? undefined : before].find(
    (one) => one !== undefined && one.imageId !== target[group],
  );
}
