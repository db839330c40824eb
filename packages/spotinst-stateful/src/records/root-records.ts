import type { Journal, Owner, Store } from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import type { RecycleIntent } from './intents.ts';

/** Root persistence of a group is off for one recycle, or may be. */
export interface RootJournal extends Journal {
  kind: 'replace-root';
  /** The instance whose root volume is replaced. */
  ssi: string;
  data: {
    target: string;
    /** The fencing number of the lease under which it was turned off. */
    number: number;
    /** The process that turned it off, and requests the recycle. */
    sender?: Owner;
  };
}

/** A verified recycle that replaced the root volume. Spot may report another image id for such an instance later. */
export interface RootReplacement extends Pick<StatefulInstance, 'instanceId' | 'launchedAt'> {
  ssi: string;
  target: string;
}

/** The records about the root volumes of some groups. */
export interface RootRecords {
  /** Root persistence that is not restored yet. */
  journals: RootJournal[];
  replacements: RootReplacement[];
}

/** The update of a group: only this field changes, because Spot merges it into the group. */
export const rootPatch = (shouldPersistRootDevice: boolean) => ({
  strategy: { persistence: { shouldPersistRootDevice } },
});

/** With the fencing number, so a process that lost its lease cannot close the journal of the next holder. */
const journalKey = ({ group, data }: RootJournal): string => `replace-root:${group}:${data.number}`;

/** @returns an open journal of the same group, if there is one; then nothing is written */
export const openRootJournal = ({ journals }: Store, journal: RootJournal): Promise<RootJournal | undefined> =>
  journals.putUnless(
    journalKey(journal),
    journal,
    ({ kind, group }) => kind === journal.kind && group === journal.group,
  ) as Promise<RootJournal | undefined>;

export const closeRootJournal = ({ journals }: Store, journal: RootJournal): Promise<void> =>
  journals.delete(journalKey(journal));

/** Records a replacement; only the last one of an instance counts. */
export const keepReplacement = (
  { journals }: Store,
  { group, ssi, target }: RecycleIntent,
  { instanceId, launchedAt }: Pick<StatefulInstance, 'instanceId' | 'launchedAt'>,
): Promise<void> => {
  const data: RootReplacement = { ssi, target, instanceId, launchedAt };
  return journals.put(`root-replaced:${ssi}`, {
    kind: 'root-replaced',
    group,
    ssi,
    data,
    openedAt: new Date().toISOString(),
  });
};

export async function rootRecordsOf({ journals }: Store, groups: readonly string[]): Promise<RootRecords> {
  const ours = (await journals.list()).map(({ value }) => value).filter(({ group }) => groups.includes(group));
  return {
    journals: ours.filter(({ kind }) => kind === 'replace-root') as RootJournal[],
    replacements: ours.filter(({ kind }) => kind === 'root-replaced').map(({ data }) => data as RootReplacement),
  };
}
