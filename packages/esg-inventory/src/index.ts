export { keepAnswers, type KeepOptions } from './keep-answers.ts';
export { cacheScope } from './cached-reads.ts';
export { createGroupSource, type GroupSource, type GroupSourceOptions } from './group-source.ts';
export { type GroupAnswer, needsStatus } from './hosts.ts';
export { type AnsibleGroup, buildInventory, type Inventory, type InventoryOptions } from './inventory.ts';
export type { AnswerSources } from './read-answers.ts';
export type { InventoryRequest } from './inventory-request.ts';
export { readInventory, type InventoryReading } from './read-inventory.ts';
