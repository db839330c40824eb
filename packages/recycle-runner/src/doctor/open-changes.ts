import type { Finding } from '@esg-recycler/core';
import type { Store } from '@esg-recycler/esg-store';
import {
  type SuspensionJournal,
  openSuspensionJournals,
  type RootJournal,
  rootRecordsOf,
} from '@esg-recycler/spotinst-stateful';

/** Something that was changed in a group for the time of a recycle, and is not known to be put back. */
export interface OpenChange {
  key: string;
  open: Finding;
  /** What is said once it is put back. */
  restored: Finding;
}

const ofRoot = ({ group, ssi, openedAt, data: { number } }: RootJournal): OpenChange => {
  const about = { code: 'root-given-up', subject: group };
  const message = `${group} does not persist its root volumes since ${openedAt}, for the recycle of ${ssi}`;
  return {
    key: `root ${group} ${number}`,
    open: { ...about, severity: 'warn', message },
    restored: { ...about, severity: 'ok', message: `${group} persists its root volumes` },
  };
};

const ofSuspensions = ({ group, number, marks }: SuspensionJournal): OpenChange => {
  const about = { code: 'fence-open', subject: group };
  const names = [...new Set(marks.map(({ name }) => name))].join(', ');
  return {
    key: `fence ${group} ${number}`,
    open: { ...about, severity: 'warn', message: `${group}: ${names} suspended by us, for a limited time` },
    restored: { ...about, severity: 'ok', message: `${group}: ${names} no longer suspended by us` },
  };
};

export const rootChanges = async (store: Store, groups: readonly string[]): Promise<OpenChange[]> =>
  (await rootRecordsOf(store, groups)).journals.map(ofRoot);

export const suspensionChanges = async (store: Store, groups: readonly string[]): Promise<OpenChange[]> =>
  (await openSuspensionJournals(store, groups)).map(ofSuspensions);
