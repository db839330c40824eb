import { EsgError } from '@esg-recycler/core';
import type { AccountGroup, GroupList, SpotClient, StatefulInstance } from '@esg-recycler/spotinst-client';
import { z } from 'zod';
import { answerKey } from './answer-key.ts';
import { type CachedReadsOptions, createCachedReads } from './cached-reads.ts';
import { reduceList, listShape, type UnreadableAccountGroup } from './listed-groups.ts';
import {
  groupShape,
  healthShape,
  type InstanceHealth,
  instanceShape,
  type RunningInstance,
  statusShape,
} from './shapes.ts';
import { strictly, type Tolerate } from './tolerance.ts';

export interface GroupSourceOptions extends CachedReadsOptions {
  /** One client per account. */
  clients: readonly SpotClient[];
  /** See {@link cacheScope}. */
  scope: string;
  /** What to do with an account whose groups may not be read. Default: an error. */
  tolerate?: Tolerate;
}

/**
 * Groups, instances and statuses, from the cache or from Spot. Groups are reduced to what an inventory needs, without
 * `userData`. Every read rejects with an EsgError that names what could not be read.
 */
export interface GroupSource {
  /** Every group of every account, and the unreadable ones: one request per account. */
  groups(): Promise<{ known: AccountGroup[]; unreadable: UnreadableAccountGroup[] }>;
  /**
   * Only these groups: one request per group, plus one for every earlier account without the group.
   *
   * @throws EsgError `group-unknown`, exit code 2
   */
  groupsById(ids: readonly string[]): Promise<AccountGroup[]>;
  instances(of: AccountGroup): Promise<StatefulInstance[]>;
  /** The running instances of the group. */
  status(of: AccountGroup): Promise<RunningInstance[]>;
  health(of: AccountGroup): Promise<InstanceHealth[]>;
}

/** The codes that lead to the next account. Only the account with the group has a recorded response. */
const notHere = new Set(['group-unknown', 'answer-not-kept']);

export function createGroupSource({
  clients,
  scope,
  tolerate = strictly,
  ...options
}: GroupSourceOptions): GroupSource {
  const read = createCachedReads(options);
  const keyOf = (accountId: string, ...rest: string[]) => answerKey(scope, accountId, ...rest);
  const clientOf = new Map(clients.map((client) => [client.accountId, client]));

  const list = (client: SpotClient): Promise<GroupList> =>
    read({
      key: keyOf(client.accountId, 'groups'),
      shape: listShape,
      subject: `the groups of account ${client.accountId}`,
      ask: async () => reduceList(await client.listGroups()),
    });

  /** Returns the error when this account does not have the group. */
  const findIn = async (client: SpotClient, id: string): Promise<AccountGroup | EsgError> => {
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
      if (error instanceof EsgError && notHere.has(error.code)) return error;
      throw error;
    }
  };

  async function find(id: string): Promise<AccountGroup[]> {
    let unknown: unknown;
    let wasRefused = false;
    for (const client of clients) {
      const consequence = `group ${id} is not searched in account ${client.accountId}`;
      const found = await tolerate(() => findIn(client, id), undefined, consequence);
      if (found === undefined) wasRefused = true;
      else if (found instanceof EsgError) unknown = found;
      else return [found];
    }
    if (wasRefused) return [];
    throw unknown;
  }

  return {
    async groups() {
      const lists = await Promise.all(
        clients.map(async (client) => {
          const { accountId } = client;
          const consequence = `account ${accountId} is left out, with all its groups`;
          const { groups, unreadable } = await tolerate(
            () => list(client),
            { groups: [], unreadable: [] },
            consequence,
          );
          return {
            known: groups.map((group) => ({ accountId, group })),
            unreadable: unreadable.map((group) => ({ accountId, group })),
          };
        }),
      );
      return { known: lists.flatMap(({ known }) => known), unreadable: lists.flatMap(({ unreadable }) => unreadable) };
    },
    groupsById: async (ids) => (await Promise.all(ids.map(find))).flat(),
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
    health: ({ accountId, group: { id } }) =>
      read({
        key: keyOf(accountId, 'health', id),
        shape: z.array(healthShape),
        subject: `the health of group ${id}`,
        ask: () => clientOf.get(accountId)!.getInstanceHealthiness(id),
      }),
  };
}
