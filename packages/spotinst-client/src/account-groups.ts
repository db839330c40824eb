import { didYouMean, EsgError, ExitCode, type GroupName } from '@esg-recycler/core';
import type { ReadOptions } from './call.ts';
import type { Group } from './group.ts';
import type { SpotClient } from './spot-client.ts';

export interface AccountGroup {
  accountId: string;
  group: Group;
}

/** The names of a group. The list of an account is used only for them; everything else is read again when needed. */
export interface ListedGroup {
  accountId: string;
  group: GroupName;
}

/**
 * The groups of several accounts: a complete list, or an error that names the account. A group that is partly unreadable
 * is included, because it can belong to a cluster.
 */
export async function listAccountGroups(clients: readonly SpotClient[], options?: ReadOptions): Promise<ListedGroup[]> {
  const lists = await Promise.all(
    clients.map(async (client) => {
      const { groups, unreadable } = await client.listGroups(options);
      return [...groups, ...unreadable].map(({ id, name }) => ({ accountId: client.accountId, group: { id, name } }));
    }),
  );
  return lists.flat();
}

const shownNames = 10;

function unknownGroup(groups: readonly ListedGroup[], idOrName: string): EsgError {
  const names = [...new Set(groups.map(({ group }) => group.name))].toSorted();
  const ids = groups.map(({ group }) => group.id);
  const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : '';
  const known =
    names.length > 0 ? `Known: ${names.slice(0, shownNames).join(', ')}${more}.` : 'The account has no groups.';
  return new EsgError(`No group has the id or name ${JSON.stringify(idOrName)}`, {
    code: 'group-unknown',
    exitCode: ExitCode.usage,
    hint: `${known}${didYouMean(idOrName, [...names, ...ids])}`,
  });
}

/**
 * Finds a group by its id, else by its exact name.
 *
 * @throws EsgError `group-unknown` with similar and known names, `group-ambiguous` with the ids; both exit code 2
 */
export function selectGroup<Listed extends ListedGroup>(groups: readonly Listed[], idOrName: string): Listed {
  const byId = groups.find(({ group }) => group.id === idOrName);
  if (byId) return byId;
  const [first, ...others] = groups.filter(({ group }) => group.name === idOrName);
  if (!first) throw unknownGroup(groups, idOrName);
  if (others.length === 0) return first;
  const ids = [first, ...others].map(({ accountId, group }) => `${group.id} (${accountId})`);
  throw new EsgError(`${ids.length} groups have the name ${JSON.stringify(idOrName)}: ${ids.join(', ')}`, {
    code: 'group-ambiguous',
    exitCode: ExitCode.usage,
    hint: 'Use the id of the group.',
  });
}
