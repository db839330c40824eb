import type { Finding } from '@esg-recycler/core';
import type { Store } from '@esg-recycler/esg-store';
import {
  type SuspensionJournal,
  openSuspensionJournals,
  type RootJournal,
  rootRecordsOf,
} from '@esg-recycler/spotinst-stateful';

/** A temporary change of a group, made for a recycle and not known to be undone. */
export interface OpenChange {
  key: string;
  open: Finding;
  /** What is reported once it is undone. */
  restored: Finding;
}

const ofRoot = ({ group, ssi, openedAt, data: { number } }: RootJournal): OpenChange => {
  const about = { code: 'root-given-up', subject: group };
  const message = `${group} has not persisted its root volumes since ${openedAt}, for the recycle of ${ssi}`;
  return {
    key: `root ${group} ${number}`,
    open: { ...about, severity: 'warn', message },
    restored: { ...about, severity: 'ok', message: `${group} persists its root volumes again` },
  };
};

const ofSuspensions = ({ group, number, marks }: SuspensionJournal): OpenChange => {
  const about = { code: 'fence-open', subject: group };
  const names = [...new Set(marks.map(({ name }) => name))].join(', ');
  return {
    key: `suspensions ${group} ${number}`,
    open: { ...about, severity: 'warn', message: `${group}: ${names} suspended by a run, for a limited time` },
    restored: { ...about, severity: 'ok', message: `${group}: ${names} no longer suspended by a run` },
  };
};

export const rootChanges = async (store: Store, groups: readonly string[]): Promise<OpenChange[]> =>
  (await rootRecordsOf(store, groups)).journals.map(ofRoot);

export const suspensionChanges = async (store: Store, groups: readonly string[]): Promise<OpenChange[]> =>
  (await openSuspensionJournals(store, groups)).map(ofSuspensions);
