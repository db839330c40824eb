import { didYouMean, EsgError, ExitCode } from '@esg-recycler/core';
import type { ReadOptions } from './call.ts';
import type { Group } from './group.ts';
import type { SpotClient } from './spot-client.ts';

export interface AccountGroup {
  accountId: string;
  group: Group;
}

/** The groups of several accounts, whole or an error that names the account. */
export async function listAccountGroups(
  clients: readonly SpotClient[],
  options?: ReadOptions,
): Promise<AccountGroup[]> {
  const lists = await Promise.all(
    clients.map(async (client) => {
      const groups = await client.listGroups(options);
      return groups.map((group) => ({ accountId: client.accountId, group }));
    }),
  );
  return lists.flat();
}

const shownNames = 10;

function unknownGroup(groups: readonly AccountGroup[], idOrName: string): EsgError {
  const names = [...new Set(groups.map(({ group }) => group.name))].toSorted();
  const ids = groups.map(({ group }) => group.id);
  const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : '';
  const known = names.length > 0 ? `Known: ${names.slice(0, shownNames).join(', ')}${more}.` : 'The account has none.';
  return new EsgError(`No group has the id or name ${JSON.stringify(idOrName)}`, {
    code: 'group-unknown',
    exitCode: ExitCode.usage,
    hint: `${known}${didYouMean(idOrName, [...names, ...ids])}`,
  });
}

/**
 * Finds a group by its id, else by its exact name.
 *
 * @throws EsgError `group-unknown` naming near and known names, `group-ambiguous` naming the ids; both exit code 2
 */
export function selectGroup(groups: readonly AccountGroup[], idOrName: string): AccountGroup {
  const byId = groups.find(({ group }) => group.id === idOrName);
  if (byId) return byId;
  const [first, ...others] = groups.filter(({ group }) => group.name === idOrName);
  if (!first) throw unknownGroup(groups, idOrName);
  if (others.length === 0) return first;
  const ids = [first, ...others].map(({ accountId, group }) => `${group.id} (${accountId})`);
  throw new EsgError(`${ids.length} groups are named ${JSON.stringify(idOrName)}: ${ids.join(', ')}`, {
    code: 'group-ambiguous',
    exitCode: ExitCode.usage,
    hint: 'Name the group by its id.',
  });
}
