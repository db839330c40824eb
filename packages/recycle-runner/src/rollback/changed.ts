import type { Ledger } from '@esg-recycler/esg-store';
import { movedFrom } from './moved.ts';

/** Whether a run has moved an instance to another image, or requested one for a group: there is something to roll back. */
export const hasChanged = (ledger: Ledger): boolean =>
  ledger.instances.some((entry) => movedFrom(ledger, entry) !== undefined) ||
  Object.values(ledger.before ?? {}).some(({ isSet }) => isSet);

/** The ids of the groups that a run could change. */
export const groupsIn = ({ target, groups }: Ledger): string[] => {
  const planned = Object.keys(target);
  return planned.length > 0 ? planned : groups;
};
