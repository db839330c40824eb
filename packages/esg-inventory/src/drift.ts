import { type Group, imageOf, persistenceOf } from '@esg-recycler/spotinst-client';

/**
 * Whether drift can be determined in this group. It cannot without an image of the group, or if the root volume is
 * persisted: then Spot registers a separate image for the instance at each pause (its documentation, "Persist root
 * volume").
 */
export const canDetermineDrift = (group: Group): boolean => imageOf(group) !== null && !persistenceOf(group).rootDevice;

/** Whether an instance runs another image than its group's; null when that cannot be determined. */
export const driftOf = (group: Group, imageId: string | null): boolean | null =>
  canDetermineDrift(group) && imageId !== null ? imageId !== imageOf(group) : null;
