import type { Journal, Owner, Store } from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import type { RecycleIntent } from './intents.ts';

/** The persistence of a group's root volumes is off for one recycle, or was about to be. */
export interface RootJournal extends Journal {
  kind: 'replace-root';
  /** The instance whose root volume is to be replaced. */
  ssi: string;
  data: {
    target: string;
    /** The fencing number of the lease that it was turned off under. */
    number: number;
    /** The process that turned it off, and is about to request that recycle. */
    sender?: Owner;
  };
}

/** A proved recycle that replaced the root volume: the image of such an instance may go by another name later. */
export interface RootReplacement extends Pick<StatefulInstance, 'instanceId' | 'launchedAt'> {
  ssi: string;
  target: string;
}

/** What is on record about the root volumes of some groups. */
export interface RootRecords {
  /** Not put back yet. */
  journals: RootJournal[];
  replacements: RootReplacement[];
}

/** The one leaf that is changed; Spot merges it into the rest. */
export const rootPatch = (shouldPersistRootDevice: boolean) => ({
  strategy: { persistence: { shouldPersistRootDevice } },
});

/** With the fencing number: a process that lost its lease can never close the journal of the next holder. */
const journalKey = ({ group, data }: RootJournal): string => `replace-root:${group}:${data.number}`;

/** @returns the one of the same group that is open already; nothing is written then */
export const openRootJournal = ({ journals }: Store, journal: RootJournal): Promise<RootJournal | undefined> =>
  journals.putUnless(
    journalKey(journal),
    journal,
    ({ kind, group }) => kind === journal.kind && group === journal.group,
  ) as Promise<RootJournal | undefined>;

export const closeRootJournal = ({ journals }: Store, journal: RootJournal): Promise<void> =>
  journals.delete(journalKey(journal));

/** Only the last one of an instance counts. */
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
