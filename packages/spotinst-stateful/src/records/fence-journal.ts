import type { Store } from '@esg-recycler/esg-store';

/** A process of a group that we asked Spot to suspend. */
export interface FenceMark {
  name: string;
  /** ISO 8601, by our clock. */
  requestedAt: string;
  ttlInMinutes: number;
  /** The end that Spot answered with; null: its answer is not on record, or did not tell. */
  expiresAt: string | null;
}

/** What was suspended in one group under one lease, and is not known to be lifted. */
export interface Fence {
  group: string;
  /** The fencing number of that lease. */
  number: number;
  marks: FenceMark[];
}

type Journals = Pick<Store, 'journals'>;

const kind = 'fence';

/** With the fencing number: a process that lost its lease can never overwrite the record of the next holder. */
const keyOf = ({ group, number }: Fence): string => `${kind}:${group}:${number}`;

/** Writes what is suspended; what no longer has anything suspended leaves no record. */
export async function keepFence({ journals }: Journals, fence: Fence): Promise<void> {
  const { group, number, marks } = fence;
  const [first] = marks;
  if (!first) return journals.delete(keyOf(fence));
  await journals.put(keyOf(fence), { kind, group, data: { number, marks }, openedAt: first.requestedAt });
}

/** The fences of these groups that were set, or may have been, and are not known to be lifted. */
export async function openFences({ journals }: Journals, groups: readonly string[]): Promise<Fence[]> {
  const all = await journals.list();
  return all
    .filter(({ value }) => value.kind === kind && groups.includes(value.group))
    .map(({ value: { group, data } }) => ({ group, ...(data as Omit<Fence, 'group'>) }));
}
