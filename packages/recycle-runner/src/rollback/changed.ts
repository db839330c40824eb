import type { Ledger } from '@esg-recycler/esg-store';

/** Whether a run has started an instance or requested another image: there is something to roll back. */
export const hasChanged = ({ instances, before = {} }: Ledger): boolean =>
  instances.some((entry) => entry.before !== undefined) || Object.values(before).some(({ isSet }) => isSet);

/** The ids of the groups that a run could change. */
export const groupsIn = ({ target, groups }: Ledger): string[] => {
  const planned = Object.keys(target);
  return planned.length > 0 ? planned : groups;
};
