import { printJson } from '@esg-recycler/core';
import { loadInventory, type LoadOptions } from '../load-inventory.ts';

/** `--list`: the whole document. */
export const list = async (options: LoadOptions): Promise<void> => printJson(await loadInventory(options));
