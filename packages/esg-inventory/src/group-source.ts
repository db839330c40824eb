import { EsgError } from '@esg-recycler/core';
import type { AccountGroup, SpotClient, StatefulInstance } from '@esg-recycler/spotinst-client';
import { z } from 'zod';
import { type CachedReadsOptions, createCachedReads } from './cached-reads.ts';
import { groupShape, instanceShape, type RunningInstance, statusShape } from './shapes.ts';

export interface GroupSourceOptions extends CachedReadsOptions {
  /** One for each account. */
  clients: readonly SpotClient[];
  /** See {@link cacheScope}. */
  scope: string;
}

/**
 * Groups, instances and statuses, from the cache where it has them, else from Spot. Groups are cut down to what an
 * inventory needs, without `userData`. Every read rejects with an EsgError that names what could not be read.
 */
export interface GroupSource {
  /** Every group of every account: one request an account. */
  groups(): Promise<AccountGroup[]>;
  /**
   * These groups only: one request each, and one for every account asked in vain before.
   *
   * @throws EsgError `group-unknown`, exit code 2
   */
  groupsById(ids: readonly string[]): Promise<AccountGroup[]>;
  instances(of: AccountGroup): Promise<StatefulInstance[]>;
  /** What runs in the group now. */
  status(of: AccountGroup): Promise<RunningInstance[]>;
}

export function createGroupSource({ clients, scope, ...options }: GroupSourceOptions): GroupSource {
  const read = createCachedReads(options);
  const keyOf = (accountId: string, ...rest: string[]) => ['inventory', scope, accountId, ...rest].join(':');
  const clientOf = new Map(clients.map((client) => [client.accountId, client]));

  async function list(client: SpotClient): Promise<AccountGroup[]> {
    const { accountId } = client;
    const groups = await read({
      key: keyOf(accountId, 'groups'),
      shape: z.array(groupShape),
      subject: `the groups of account ${accountId}`,
      ask: () => client.listGroups(),
    });
    return groups.map((group) => ({ accountId, group }));
  }

  async function find(id: string): Promise<AccountGroup> {
    let unknown: unknown;
    for (const client of clients) {
      const { accountId } = client;
      try {
        const group = await read({
          key: keyOf(accountId, 'group', id),
          shape: groupShape,
          subject: `group ${id}`,
          ask: () => client.getGroup(id),
        });
        return { accountId, group };
      } catch (error) {
        if (!(error instanceof EsgError && error.code === 'group-unknown')) throw error;
        unknown = error;
      }
    }
    throw unknown;
  }

  return {
    groups: async () => (await Promise.all(clients.map(list))).flat(),
    groupsById: (ids) => Promise.all(ids.map(find)),
    instances: ({ accountId, group: { id } }) =>
      read({
        key: keyOf(accountId, 'instances', id),
        shape: z.array(instanceShape),
        subject: `the stateful instances of group ${id}`,
        ask: () => clientOf.get(accountId)!.listStatefulInstances(id),
      }),
    status: ({ accountId, group: { id } }) =>
      read({
        key: keyOf(accountId, 'status', id),
        shape: z.array(statusShape),
        subject: `the status of group ${id}`,
        ask: () => clientOf.get(accountId)!.getGroupStatus(id),
      }),
  };
}
