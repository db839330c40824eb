import { createHash } from 'node:crypto';
import { version } from '@esg-recycler/core';
import { awsIdentity } from './ec2/aws-identity.ts';
import type { Inventory } from './inventory.ts';
import { jsonPieces } from './json-pieces.ts';
import type { Opening } from './opening.ts';

/** What `--list` says: warnings, and the text. */
export interface InventoryDocument {
  warnings: string[];
  text: Uint8Array;
}

declare const ESG_INVENTORY_SOURCES: string | undefined;

/** What another build prints is another document; a digest that the bundler puts in. */
const build = typeof ESG_INVENTORY_SOURCES === 'string' ? ESG_INVENTORY_SOURCES : version;

const lineEnd = '\n'.codePointAt(0)!;

/** Joins texts as UTF-8. They are not held together: with 10,000 hosts, that alone would cost more than all the rest. */
function encodeAll(pieces: Iterable<string>): Uint8Array {
  let bytes = Buffer.allocUnsafe(64 * 1024);
  let length = 0;
  for (const piece of pieces) {
    const needed = length + 3 * piece.length;
    if (needed > bytes.length) bytes = Buffer.concat([bytes], Math.max(needed, 2 * bytes.length));
    length += bytes.write(piece, length);
  }
  return bytes.subarray(0, length);
}

function* piecesOf(inventory: Inventory, warnings: readonly string[]): Generator<string> {
  yield `${JSON.stringify(warnings)}\n`;
  yield* jsonPieces(inventory);
}

/** The warnings on one line, then the text: what is printed is a part of what is kept. */
export const packDocument = (inventory: Inventory, warnings: readonly string[]): Uint8Array =>
  encodeAll(piecesOf(inventory, warnings));

/** The opposite of {@link packDocument}. */
export function unpackDocument(packed: Uint8Array): InventoryDocument {
  const end = packed.indexOf(lineEnd);
  const warnings = JSON.parse(new TextDecoder().decode(packed.subarray(0, end))) as string[];
  return { warnings, text: packed.subarray(end + 1) };
}

/** Where a document is kept: everything is in it that decides what is printed, and a digest of who may ask. */
export function documentKey({ scope, settings, request, env }: Opening): string {
  const { accounts, awsProfile, inventory, clusters } = settings;
  const aws = awsIdentity(awsProfile, env);
  const what = JSON.stringify([build, accounts, aws, inventory, Object.entries(clusters), request.selectors]);
  return ['inventory', scope, 'document', createHash('sha256').update(what).digest('base64url')].join(':');
}
