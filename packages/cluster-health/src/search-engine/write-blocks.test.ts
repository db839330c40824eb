import { describe, expect, it } from '@jest/globals';
import { unblockHint, writeBlocksOf } from './write-blocks.ts';

const name = 'cluster.blocks.read_only';
const put =
  "curl -sS --noproxy '*' -X PUT 'https://[::1]:9200/_cluster/settings' -H 'content-type: application/json' -d";

describe('unblockHint', () => {
  it.each([
    ['persistent', { persistent: { [name]: 'true' } }, [`{"persistent":{"${name}":null}}`]],
    ['transient', { transient: { [name]: true } }, [`{"transient":{"${name}":null}}`]],
    [
      'both',
      { persistent: { [name]: 'true' }, transient: { [name]: 'true' } },
      [`{"persistent":{"${name}":null}}`, `{"transient":{"${name}":null}}`],
    ],
    ['the configuration file', { defaults: { [name]: 'true' } }, [`{"persistent":{"${name}":"false"}}`]],
  ])('shows one request per setting and level: %s', (_, given, bodies) => {
    const hint = unblockHint({ persistent: {}, transient: {}, ...given }, name, 'https://[::1]:9200');
    const lines = bodies.map((body) => `${put} '${body}'`);
    expect(hint.slice(hint.indexOf('curl'))).toBe(lines.join('; '));
  });
});

it('finds the effective blocks', () => {
  const persistent = { [name]: 'true', [`${name}_allow_delete`]: 'true' };
  expect(writeBlocksOf({ persistent, transient: { [name]: 'false' } })).toEqual([`${name}_allow_delete`]);
});
