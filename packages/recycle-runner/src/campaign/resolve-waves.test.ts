import { describe, expect, it } from '@jest/globals';
import { allClusters, type CampaignGroup, type Listing, resolveWaves } from './resolve-waves.ts';

const group = (id: string, name: string, change: Partial<CampaignGroup> = {}): CampaignGroup => ({
  id,
  name,
  accountId: 'act-1',
  tags: { env: 'prod' },
  isStateful: true,
  ...change,
});
const listings: Listing[] = [
  {
    groups: [
      group('sig-1', 'kafka-a'),
      group('sig-2', 'kafka-b'),
      group('sig-3', 'kafka-test', { tags: { env: 'test' } }),
      group('sig-4', 'web', { isStateful: false }),
    ],
    clusters: { kafka: ['kafka-a', 'kafka-b'] },
  },
  {
    groups: [
      group('sig-5', 'search', { accountId: 'act-2', tags: { env: 'test', team: 'blue' } }),
      group('sig-6', 'kafka-a', { accountId: 'act-2', tags: null }),
    ],
    clusters: {},
  },
];
const resolve = (...waves: Parameters<typeof resolveWaves>[0]) =>
  resolveWaves(waves, listings, 'patch.yml').map(({ clusters }) => clusters.map(({ key }) => key));

describe('resolveWaves', () => {
  it.each([
    ['an id', { groups: ['sig-3'] }, ['0/sig-3']],
    ['a glob', { groups: ['kafka-t*'] }, ['0/sig-3']],
    ['a group of a cluster, as the complete cluster', { groups: ['sig-2'] }, ['0/kafka']],
    ['a name in two accounts', { groups: ['kafka-a'] }, ['0/kafka', '1/sig-6']],
    ['only stateful groups', { groups: ['*'], accounts: ['act-1'] }, ['0/kafka', '0/sig-3']],
    ['a tag, and groups whose tags cannot be read', { tags: { env: 'test' } }, ['0/sig-3', '1/sig-5', '1/sig-6']],
    ['only groups with all tags', { groups: ['search', 'kafka-test'], tags: { env: 't*', team: 'blue' } }, ['1/sig-5']],
    ['an account', { groups: ['kafka-a'], accounts: ['act-2'] }, ['1/sig-6']],
  ])('selects %s', (_, wave, expected) => expect(resolve({ name: 'one', ...wave })).toEqual([expected]));

  it('gives a cluster to the first wave that matches it', () =>
    expect(resolve({ name: 'one', groups: ['sig-1'] }, { name: 'two', groups: ['kafka-*'] })).toEqual([
      ['0/kafka'],
      ['0/sig-3', '1/sig-6'],
    ]));

  it('uses the name of a group as the title of its own cluster', () =>
    expect(resolveWaves([{ name: 'one', groups: ['kafka-*', 'x-*'] }], listings, 'patch.yml')).toMatchObject([
      {
        clusters: [
          { title: 'kafka', account: 'act-1' },
          { title: 'kafka-test', name: 'sig-3' },
          { title: 'kafka-a', account: 'act-2' },
        ],
        unmatched: ['x-*'],
      },
    ]));

  it.each([
    [
      'an unknown group',
      ['kafka-c'],
      'waves[0].groups[0]: no group has the id or name "kafka-c". Did you mean "kafka-',
    ],
    ['a group that is not stateful', ['kafka-b', 'web'], 'waves[0].groups[1]: "web" is not stateful'],
    ['a wave that matches nothing', ['x-*'], 'waves[0]: no stateful group matches wave one (groups: ["x-*"])'],
  ])('refuses %s', (_, groups, message) =>
    expect(() => resolve({ name: 'one', groups })).toThrow(
      expect.objectContaining({
        code: 'campaign-invalid',
        exitCode: 2,
        message: expect.stringContaining(`patch.yml: ${message}`),
      }),
    ),
  );

  it('refuses a cluster with a group that does not exist', () =>
    expect(() => resolveWaves([], [{ groups: [], clusters: { kafka: ['kafka-a'] } }], 'patch.yml')).toThrow(
      expect.objectContaining({ code: 'clusters-unknown' }),
    ));
});

describe('allClusters', () => {
  it('lists every cluster with a stateful group once', () =>
    expect(allClusters(listings).map(({ key }) => key)).toEqual(['0/kafka', '0/sig-3', '1/sig-5', '1/sig-6']));
});
