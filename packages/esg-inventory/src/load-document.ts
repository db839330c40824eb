import { documentKey, type InventoryDocument, packDocument, unpackDocument } from './document.ts';
import type { Opening } from './opening.ts';

/** Reads the inventory, and keeps its document for as long as reading it again would give the same. */
async function makeDocument(opening: Opening): Promise<InventoryDocument> {
  const { cache, isInRoll } = opening;
  const foreignWrites = isInRoll ? undefined : await cache?.texts.foreignWrites();
  // What asks Spot is loaded only here, so that a warm run starts without it.
  const { loadInventory } = await import('./load-inventory.ts');
  const { inventory, warnings, expires } = await loadInventory(opening);
  const packed = packDocument(inventory, warnings);
  if (foreignWrites !== undefined && expires > Date.now()) {
    await cache?.texts.set(documentKey(opening), packed, { foreignWrites, expires });
  }
  return unpackDocument(packed);
}

/**
 * The text that `--list` prints: the one that was printed before, while all the answers that it was made of are those
 * that the cache holds; else a new one. Tells its warnings. A roll is never answered with a text from before.
 */
export async function loadDocument(opening: Opening): Promise<Uint8Array> {
  const { cache, isInRoll, refresh, warn } = opening;
  const kept = isInRoll || refresh ? undefined : await cache?.texts.get(documentKey(opening));
  if (!kept) return (await makeDocument(opening)).text;
  const { warnings, text } = unpackDocument(kept);
  warnings.forEach((line) => warn(line));
  return text;
}
