import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { jsonPieces } from '../json-pieces.ts';
import { loadInventory, type LoadOptions } from '../load-inventory.ts';

/** `--list`: the whole document. */
export async function list(options: LoadOptions): Promise<void> {
  const { inventory } = await loadInventory(options);
  await pipeline(Readable.from(jsonPieces(inventory)), process.stdout, { end: false });
}
