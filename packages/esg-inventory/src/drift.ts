import { type Group, imageOf, persistenceOf } from '@esg-recycler/spotinst-client';

/**
 * Whether drift can be told in this group at all: not without an image of the group, nor where the root volume is
 * persisted: Spot then registers an image of the instance's own at each pause (its documentation, "Persist root volume").
 */
export const tellsDrift = (group: Group): boolean => imageOf(group) !== null && !persistenceOf(group).rootDevice;

/** Whether an instance is off its group's image; null when that cannot be told. */
export const driftOf = (group: Group, imageId: string | null): boolean | null =>
  tellsDrift(group) && imageId !== null ? imageId !== imageOf(group) : null;
