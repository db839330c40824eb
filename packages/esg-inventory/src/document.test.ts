import { describe, expect, it } from '@jest/globals';
import { resolveSettings } from '@esg-recycler/core';
import { documentKey, packDocument, unpackDocument } from './document.ts';
import { answerOf, instanceOf } from './fixtures.ts';
import { buildInventory } from './inventory.ts';
import type { Opening } from './opening.ts';

const options = { clusters: {}, hostvarsPrefix: '', hostvarsSuffix: '', includeAddressless: false };

describe('a packed document', () => {
  it.each([
    ['nothing', '', []],
    ['one warning', 'ä "name" \u{1F680}', ['one\ntwo']],
    ['a large one', 'long '.repeat(10_000), ['a', 'b']],
  ])('unpacks to the same document: %s', (_, name, warnings) => {
    const instances = [instanceOf({ privateIp: '10.0.0.1' })];
    const { inventory } = buildInventory(name === '' ? [] : [answerOf({ id: 'sig-1', name }, instances)], options);
    const unpacked = unpackDocument(packDocument(inventory, warnings));
    expect(unpacked.warnings).toEqual(warnings);
    expect(new TextDecoder().decode(unpacked.text)).toBe(`${JSON.stringify(inventory, null, 2)}\n`);
  });
});

describe('the key of a document', () => {
  const keyOf = ({ document = {}, env = {}, scope = 'scope', selectors = [] as string[] } = {}): string => {
    const surroundings = { SPOTINST_API_TOKEN: 'token-1', SPOTINST_ACCOUNT_ID: 'act-1', ...env };
    const settings = resolveSettings({ env: surroundings, configPath: '-', stdin: () => JSON.stringify(document) });
    const request = { selectors, only: [] };
    const opening = { settings, request, scope, env: surroundings, isInRoll: false, refresh: false };
    return documentKey({ ...opening, cache: undefined, warn: () => {} } satisfies Opening);
  };

  it('differs for everything that affects the output', () => {
    const keys = [
      keyOf(),
      keyOf({ scope: 'another' }),
      keyOf({ selectors: ['kafka-*'] }),
      keyOf({ env: { SPOTINST_ACCOUNT_ID: 'act-2' } }),
      keyOf({ env: { AWS_PROFILE: 'another' } }),
      keyOf({ env: { AWS_ROLE_ARN: 'another' } }),
      ...[
        { clusters: { kafka: ['sig-1'] } },
        { regions: ['us-east-1'] },
        { filters: { state: 'ACTIVE' } },
        { include_filters: [{ state: 'PAUSED' }] },
        { exclude_filters: [{ state: 'ACTIVE' }] },
        { strict_permissions: false },
        { hostvars_prefix: '' },
        { hostvars_suffix: '_spot' },
        { include_addressless: true },
        { want_status: true },
        { want_instance_health: true },
        { want_ec2_details: true },
        { cache_ttl: '2m' },
        { stale_if_error: true },
      ].map((document) => keyOf({ document })),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is the same for how it is read, and contains no token', () => {
    expect(keyOf({ document: { spotinst_timeout: '5s', store: 'memory:' } })).toBe(keyOf());
    expect(keyOf()).not.toContain('token-1');
  });
});
