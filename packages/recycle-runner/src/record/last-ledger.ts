import type { Ledger, Store } from '@esg-recycler/esg-store';

/** The ledger of the last run of any of these groups. */
export async function lastLedger(
  { ledgers }: Pick<Store, 'ledgers'>,
  groups: readonly string[],
): Promise<Ledger | undefined> {
  const all = (await ledgers.list()).map(({ value }) => value);
  return all
    .filter((ledger) => ledger.groups.some((group) => groups.includes(group)))
    .toSorted((one, other) => one.startedAt.localeCompare(other.startedAt))
    .at(-1);
}
