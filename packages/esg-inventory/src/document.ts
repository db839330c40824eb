import { createHash } from 'node:crypto';
import { version } from '@esg-recycler/core';
import { awsIdentity } from './ec2/aws-identity.ts';
import type { Inventory } from './inventory.ts';
import { jsonPieces } from './json-pieces.ts';
import type { Opening } from './opening.ts';

/** The output of `--list`: warnings and text. */
export interface InventoryDocument {
  warnings: string[];
  text: Uint8Array;
}

declare const ESG_INVENTORY_SOURCES: string | undefined;

/** A digest that the bundler inserts. Another build prints another document. */
const build = typeof ESG_INVENTORY_SOURCES === 'string' ? ESG_INVENTORY_SOURCES : version;

const lineEnd = '\n'.codePointAt(0)!;

/** Joins texts as UTF-8, one at a time: with 10,000 hosts, a joined text would need most of the memory. */
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

/** The warnings on one line, then the text, so that the text can be printed from the stored bytes. */
export const packDocument = (inventory: Inventory, warnings: readonly string[]): Uint8Array =>
  encodeAll(piecesOf(inventory, warnings));

/** The opposite of {@link packDocument}. */
export function unpackDocument(packed: Uint8Array): InventoryDocument {
  const end = packed.indexOf(lineEnd);
  const warnings = JSON.parse(new TextDecoder().decode(packed.subarray(0, end))) as string[];
  return { warnings, text: packed.subarray(end + 1) };
}

/** The cache key of a document: everything that affects the output, and a digest of the token. */
export function documentKey({ scope, settings, request, env }: Opening): string {
  const { accounts, awsProfile, inventory, clusters } = settings;
  const aws = awsIdentity(awsProfile, env);
  const what = JSON.stringify([build, accounts, aws, inventory, Object.entries(clusters), request.selectors]);
  return ['inventory', scope, 'document', createHash('sha256').update(what).digest('base64url')].join(':');
}
