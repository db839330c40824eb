import { describe, expect, it } from '@jest/globals';
import { answerOf, instanceOf } from './fixtures.ts';
import type { GroupAnswer } from './hosts.ts';
import { buildInventory } from './inventory.ts';
import { jsonPieces } from './json-pieces.ts';

const answers = ['1', '2'].map((number) =>
  answerOf({ id: `sig-${number}`, name: 'a "name"\\n', tags: [{ tagKey: '__proto__', tagValue: '{\n}' }] }, [
    instanceOf({ id: `ssi-${number}`, privateIp: `10.0.0.${number}` }),
  ]),
);

describe('the pieces of a document', () => {
  it.each<[string, GroupAnswer[]]>([
    ['two groups', answers],
    ['a group without hosts', [answerOf({ id: 'sig-1', name: '__proto__' }, [])]],
    ['nothing', []],
  ])('equal the output of JSON.stringify for %s', (_, reported) => {
    const options = { clusters: {}, hostvarsPrefix: '', hostvarsSuffix: '', includeAddressless: false };
    const { inventory } = buildInventory(reported, options);
    expect([...jsonPieces(inventory)].join('')).toBe(`${JSON.stringify(inventory, null, 2)}\n`);
  });
});
