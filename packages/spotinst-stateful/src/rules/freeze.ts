import { type Group, tagsOf } from '@esg-recycler/spotinst-client';

/** A group with this tag must not be rolled; the value is the reason. */
export const freezeTag = 'esg-recycler/freeze';

/** Why the group must not be rolled, possibly empty; undefined without the tag. Any value freezes it, `false` too. */
export const freezeOf = (group: Group): string | undefined => tagsOf(group)[freezeTag];
