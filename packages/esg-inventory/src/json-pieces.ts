import type { Inventory } from './inventory.ts';

/** The same text, indented one level more. JSON escapes a line break in a text, so every other one is layout. */
const deeper = (json: string, indent: string): string => json.replaceAll('\n', `\n${indent}`);

function* members(entries: Iterable<readonly [string, unknown]>, indent: string): Generator<string> {
  let opening = '{';
  for (const [key, value] of entries) {
    yield `${opening}\n${indent}  ${JSON.stringify(key)}: ${deeper(JSON.stringify(value, null, 2), `${indent}  `)}`;
    opening = ',';
  }
  yield opening === '{' ? '{}' : `\n${indent}}`;
}

/**
 * The document as `JSON.stringify(inventory, null, 2)` prints it, in pieces: in one piece, the text of 10,000 hosts would
 * be in memory several times.
 */
export function* jsonPieces({ _meta, ...rest }: Inventory): Generator<string> {
  yield '{\n  "_meta": {\n    "hostvars": ';
  yield* members(Object.entries(_meta.hostvars), '    ');
  yield '\n  }';
  for (const [name, group] of Object.entries(rest)) {
    yield `,\n  ${JSON.stringify(name)}: ${deeper(JSON.stringify(group, null, 2), '  ')}`;
  }
  yield '\n}\n';
}
