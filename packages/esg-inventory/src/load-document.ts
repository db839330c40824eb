import { documentKey, type InventoryDocument, packDocument, unpackDocument } from './document.ts';
import type { Opening } from './opening.ts';

/** Reads the inventory, and stores its document while reading it again would give the same result. */
async function makeDocument(opening: Opening): Promise<InventoryDocument> {
  const { cache, isInRoll } = opening;
  const foreignWrites = isInRoll ? undefined : await cache?.texts.foreignWrites();
  // Load the client only here, so that a run with a warm cache starts faster.
  const { loadInventory } = await import('./load-inventory.ts');
  const { inventory, warnings, expires } = await loadInventory(opening);
  const packed = packDocument(inventory, warnings);
  if (foreignWrites !== undefined && expires > Date.now()) {
    await cache?.texts.set(documentKey(opening), packed, { foreignWrites, expires });
  }
  return unpackDocument(packed);
}

/**
 * The text that `--list` prints: the stored one while all its responses are still in the cache, else a new one. Reports
 * its warnings. A roll never gets a stored text.
 */
export async function loadDocument(opening: Opening): Promise<Uint8Array> {
  const { cache, isInRoll, refresh, warn } = opening;
  const kept = isInRoll || refresh ? undefined : await cache?.texts.get(documentKey(opening));
  if (!kept) return (await makeDocument(opening)).text;
  const { warnings, text } = unpackDocument(kept);
  warnings.forEach((line) => warn(line));
  return text;
}
