import type { Store } from '@esg-recycler/esg-store';
import { clockMarginMs, endOfMark, type SuspensionMark } from '../marks/ends.ts';
import { newOffsets, type OwnMarks } from '../marks/pattern.ts';

type Journals = Pick<Store, 'journals'>;

const kind = 'mark';
const keyOf = (group: string): string => `${kind}:${group}`;

/** By what this store recognizes its own marks in a group; undefined before its first one. */
export async function ownMarksOf({ journals }: Journals, group: string): Promise<OwnMarks | undefined> {
  return (await journals.get(keyOf(group)))?.data as OwnMarks | undefined;
}

/** The same for several groups, by the id of the group. */
export const allOwnMarksOf = async (
  store: Journals,
  groups: readonly string[],
): Promise<ReadonlyMap<string, OwnMarks | undefined>> =>
  new Map(await Promise.all(groups.map(async (group) => [group, await ownMarksOf(store, group)] as const)));

/**
 * Adds suspensions that this store sets, and returns everything that it has set. They stay recorded until they would have
 * ended, even when they are removed or renewed before, because late reads still show them.
 */
export async function addOwnMarks(
  { journals }: Journals,
  group: string,
  added: readonly SuspensionMark[] = [],
): Promise<OwnMarks> {
  const now = Date.now();
  let result: OwnMarks = { offsets: newOffsets(), set: [] };
  await journals.update(keyOf(group), (current) => {
    const { offsets, set } = (current?.data as OwnMarks | undefined) ?? result;
    const isSame = (one: SuspensionMark): boolean =>
      added.some(({ name, requestedAt }) => name === one.name && requestedAt === one.requestedAt);
    const kept = set.filter((one) => endOfMark(one) + clockMarginMs > now && !isSame(one));
    result = { offsets, set: [...kept, ...added] };
    return { kind, group, data: result, openedAt: current?.openedAt ?? new Date(now).toISOString() };
  });
  return result;
}
