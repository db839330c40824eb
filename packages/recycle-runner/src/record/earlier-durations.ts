import type { Store } from '@esg-recycler/esg-store';

/** How many earlier runs count: older ones may have had other machines and other limits. */
const mostRuns = 5;

const msBetween = (start: string | undefined, end: string | undefined): number =>
  start === undefined || end === undefined ? Number.NaN : Date.parse(end) - Date.parse(start);

/** How long each recycled instance took in the last runs of these groups, in milliseconds. */
export async function earlierDurations(
  { ledgers }: Pick<Store, 'ledgers'>,
  groups: readonly string[],
): Promise<number[]> {
  const all = (await ledgers.list()).map(({ value }) => value);
  return all
    .filter((ledger) => ledger.finishedAt !== undefined && ledger.groups.some((group) => groups.includes(group)))
    .toSorted((one, other) => other.startedAt.localeCompare(one.startedAt))
    .slice(0, mostRuns)
    .flatMap(({ instances }) => instances.filter(({ state }) => state === 'recycled'))
    .map(({ startedAt, finishedAt }) => msBetween(startedAt, finishedAt))
    .filter((ms) => ms > 0);
}
