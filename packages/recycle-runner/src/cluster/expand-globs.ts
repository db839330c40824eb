import { type GroupName, isSelectedBy } from '@esg-recycler/core';
import type { ClusterSelection } from '@esg-recycler/spotinst-stateful';

/**
 * Replaces globs by the ids of the matching groups. A glob without a match stays, and is refused as an unknown group.
 */
export function expandGlobs(known: readonly { group: GroupName }[], selection: ClusterSelection): ClusterSelection {
  if ('cluster' in selection) return selection;
  const esg = selection.esg.flatMap((selector) => {
    if (!selector.includes('*')) return [selector];
    const matches = known.filter(({ group }) => isSelectedBy(group, selector)).map(({ group }) => group.id);
    return matches.length > 0 ? matches : [selector];
  });
  return { esg: [...new Set(esg)] };
}
