import type { AccountGroup, SpotClient } from '@esg-recycler/spotinst-client';
import { expect, it } from '@jest/globals';
import { encodeLease, ownerOf } from '@esg-recycler/esg-store';
import { groupOf } from '../fixtures.ts';
import { checkMembers } from './check-members.ts';
import { asLeased, locateCluster } from './cluster.ts';

/** An account whose groups change between two reads. */
function accountOf(...names: string[]) {
  const account = { names, listings: 0 };
  const group = (name: string): AccountGroup['group'] => ({ ...groupOf({ id: `sig-${name}` }), name });
  const client = {
    accountId: 'act-1',
    listGroups: async () => {
      account.listings += 1;
      const [broken, ...others] = account.names.map(group).toReversed();
      return { groups: others, unreadable: broken ? [broken] : [] };
    },
  } as Partial<SpotClient> as SpotClient;
  return { account, context: { clients: [client], clusters: { kafka: ['kafka-*', 'sig-zoo'] } } };
}

/** The cluster as a child process finds it in the token of its lease. */
async function leased({ context }: ReturnType<typeof accountOf>, esg: string) {
  const token = encodeLease({ owner: ownerOf(), number: 1 }, asLeased(await locateCluster(context, esg)));
  return locateCluster({ ...context, leaseToken: token }, esg);
}

it('passes while the groups stay the same, with one listing', async () => {
  const site = accountOf('kafka-a', 'zoo', 'web');
  const cluster = await leased(site, 'kafka-a');
  site.account.listings = 0;
  await checkMembers(site.context, cluster);
  expect(site.account.listings).toBe(1);
});

it.each([
  ['joined', ['kafka-a', 'kafka-b', 'zoo'], 'kafka-b (sig-kafka-b) joined it'],
  ['left', ['kafka-a'], 'zoo (sig-zoo) left it'],
  ['was renamed', ['old-a', 'zoo'], 'kafka-a (sig-kafka-a) left it'],
  ['replaced another', ['kafka-c', 'zoo'], 'kafka-c (sig-kafka-c) joined it, and kafka-a (sig-kafka-a) left it'],
])('refuses when a group %s', async (_, names, change) => {
  const site = accountOf('kafka-a', 'zoo');
  const cluster = await leased(site, 'sig-zoo');
  site.account.names = names;
  await expect(checkMembers(site.context, cluster)).rejects.toMatchObject({
    code: 'lease-lost',
    exitCode: 4,
    message: `cluster kafka has changed since its lease was acquired: ${change}`,
    hint: expect.stringContaining('Run the same command again'),
  });
});

it('lists nothing for a group that is a cluster of its own', async () => {
  const site = accountOf('zoo', 'web');
  const cluster = await leased(site, 'web');
  site.account.listings = 0;
  await checkMembers(site.context, cluster);
  expect(site.account.listings).toBe(0);
});
