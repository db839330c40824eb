import type { Settings } from '@esg-recycler/core';
import type { GroupSource } from './group-source.ts';
import { type GroupAnswer, needsStatus } from './hosts.ts';
import { buildInventory, type Inventory } from './inventory.ts';
import { mapAbreast } from './map-abreast.ts';
import { selectGroups } from './select-groups.ts';

/**
 * Groups under way at once: enough to keep the client's limiter busy, which decides how many requests really are, and
 * few enough to stop soon after a failure.
 */
const width = 16;

export interface InventoryRequest {
  /** Ids, names or globs; none means every stateful group. */
  selectors: readonly string[];
  /** Group ids: nothing beyond them is asked for (`ESG_RECYCLER_ONLY`). */
  only: readonly string[];
  /** The instance a roll is at (`ESG_RECYCLER_SSI`). */
  ssi?: string;
}

/**
 * Reads the groups, then their instances side by side, and their status where an address is missing.
 *
 * @throws EsgError naming the group that could not be read: an inventory is whole or none
 */
export async function readInventory(
  source: GroupSource,
  { clusters, inventory }: Pick<Settings, 'clusters' | 'inventory'>,
  { selectors, only, ssi }: InventoryRequest,
): Promise<{ inventory: Inventory; warnings: string[] }> {
  const known = only.length > 0 ? await source.groupsById(only) : await source.groups();
  const answers = await mapAbreast(selectGroups(known, selectors), width, async (of): Promise<GroupAnswer> => {
    const instances = await source.instances(of);
    const status = needsStatus(instances, inventory.wantStatus) ? await source.status(of) : [];
    return { ...of, instances, status };
  });
  return buildInventory(answers, { ...inventory, clusters, ssi });
}
