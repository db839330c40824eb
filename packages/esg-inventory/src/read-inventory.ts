import type { Settings } from '@esg-recycler/core';
import type { GroupAnswer } from './hosts.ts';
import { buildInventory, type Inventory } from './inventory.ts';
import type { InventoryRequest } from './inventory-request.ts';
import { type AnswerSources, readAnswers } from './read-answers.ts';

export interface InventoryReading {
  answers: GroupAnswer[];
  inventory: Inventory;
  warnings: string[];
}

/**
 * Reads the requested groups and builds the document.
 *
 * @throws EsgError with the group that could not be read: an inventory is complete, or an error
 */
export async function readInventory(
  sources: AnswerSources,
  { clusters, inventory }: Pick<Settings, 'clusters' | 'inventory'>,
  request: InventoryRequest,
): Promise<InventoryReading> {
  const { answers, warnings } = await readAnswers(sources, inventory, request);
  const built = buildInventory(answers, { ...inventory, clusters, ssi: request.ssi });
  return { answers, inventory: built.inventory, warnings: [...warnings, ...built.warnings] };
}
