import type { Store } from '@esg-recycler/esg-store';
import type { SuspensionMark } from '../marks/ends.ts';

/** The processes of one group that were suspended under one lease, and are not known to be resumed. */
export interface SuspensionJournal {
  group: string;
  /** The fencing number of that lease. */
  number: number;
  marks: SuspensionMark[];
  /** No other run had marked the group at the same time: see `claimCluster`. */
  isConfirmed?: boolean;
}

type Journals = Pick<Store, 'journals'>;

// cspell:disable-next-line -- the name in existing stores
const kind = 'fence';

/** With the fencing number, so a process that lost its lease cannot overwrite the record of the next holder. */
const keyOf = ({ group, number }: SuspensionJournal): string => `${kind}:${group}:${number}`;

/** Writes the record, or deletes it when no process is suspended any more. */
export async function keepSuspensionJournal(
  { journals }: Journals,
  suspensionJournal: SuspensionJournal,
): Promise<void> {
  const { group, number, marks, isConfirmed } = suspensionJournal;
  const [first] = marks;
  if (!first) return journals.delete(keyOf(suspensionJournal));
  const data = { number, marks, ...(isConfirmed && { isConfirmed }) };
  await journals.put(keyOf(suspensionJournal), { kind, group, data, openedAt: first.requestedAt });
}

/** The suspensions of these groups that were or may have been set, and are not known to be removed. */
export async function openSuspensionJournals(
  { journals }: Journals,
  groups: readonly string[],
): Promise<SuspensionJournal[]> {
  const all = await journals.list();
  return all
    .filter(({ value }) => value.kind === kind && groups.includes(value.group))
    .map(({ value: { group, data } }) => ({ group, ...(data as Omit<SuspensionJournal, 'group'>) }));
}
