import type { Store } from '@esg-recycler/esg-store';

/** A process of a group that we asked Spot to suspend. */
export interface SuspensionMark {
  name: string;
  /** ISO 8601, by our clock. */
  requestedAt: string;
  ttlInMinutes: number;
  /** The end that Spot answered with; null: its answer is not on record, or did not tell. */
  expiresAt: string | null;
}

/** What was suspended in one group under one lease, and is not known to be lifted. */
export interface SuspensionJournal {
  group: string;
  /** The fencing number of that lease. */
  number: number;
  marks: SuspensionMark[];
}

type Journals = Pick<Store, 'journals'>;

const kind = 'fence';

/** With the fencing number: a process that lost its lease can never overwrite the record of the next holder. */
const keyOf = ({ group, number }: SuspensionJournal): string => `${kind}:${group}:${number}`;

/** Writes what is suspended; what no longer has anything suspended leaves no record. */
export async function keepSuspensionJournal(
  { journals }: Journals,
  suspensionJournal: SuspensionJournal,
): Promise<void> {
  const { group, number, marks } = suspensionJournal;
  const [first] = marks;
  if (!first) return journals.delete(keyOf(suspensionJournal));
  await journals.put(keyOf(suspensionJournal), { kind, group, data: { number, marks }, openedAt: first.requestedAt });
}

/** The fences of these groups that were set, or may have been, and are not known to be lifted. */
export async function openSuspensionJournals(
  { journals }: Journals,
  groups: readonly string[],
): Promise<SuspensionJournal[]> {
  const all = await journals.list();
  return all
    .filter(({ value }) => value.kind === kind && groups.includes(value.group))
    .map(({ value: { group, data } }) => ({ group, ...(data as Omit<SuspensionJournal, 'group'>) }));
}
