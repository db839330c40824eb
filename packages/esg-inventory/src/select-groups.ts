import { EsgError, ExitCode, type GroupName, isSelectedBy } from '@esg-recycler/core';
import type { InventoryRequest } from './inventory-request.ts';
import type { UnreadableAccountGroup } from './listed-groups.ts';
import { type AccountGroup, isStateful, selectGroup } from '@esg-recycler/spotinst-client';

const describe = ({ group }: AccountGroup): string => `${group.id} (${JSON.stringify(group.name)})`;

function selectedBy(selector: string, known: readonly AccountGroup[]): AccountGroup[] {
  const stateful = known.filter(({ group }) => isStateful(group));
  const matches = known.filter(({ group }) => isSelectedBy(group, selector));
  const found = matches.filter((match) => stateful.includes(match));
  if (matches.length > 0 && found.length === 0) {
    throw new EsgError(`${matches.map(describe).join(', ')}: not stateful, so there are no instances to list`, {
      code: 'group-not-stateful',
      exitCode: ExitCode.usage,
      hint:
        stateful.length > 0
          ? `Stateful groups: ${stateful.map(describe).join(', ')}.`
          : 'The account has no stateful groups.',
    });
  }
  return found.length > 0 && selector.includes('*') ? found : [selectGroup(stateful, selector)];
}

/** The requested unreadable groups: all of them, or the selected ones. */
export const selectUnreadable = (
  unreadable: readonly UnreadableAccountGroup[],
  selectors: readonly string[],
): UnreadableAccountGroup[] =>
  unreadable.filter(
    ({ group }) => selectors.length === 0 || selectors.some((selector) => isSelectedBy(group, selector)),
  );

/**
 * The requested stateful groups: all of them, or those that an id, a name or a glob (`*`) selects.
 *
 * @throws EsgError exit code 2: `group-unknown`, `group-ambiguous`, `group-not-stateful`
 */
export function selectGroups(known: readonly AccountGroup[], selectors: readonly string[]): AccountGroup[] {
  if (selectors.length === 0) return known.filter(({ group }) => isStateful(group));
  return [...new Set(selectors.flatMap((selector) => selectedBy(selector, known)))];
}

/**
 * Whether exactly this group is named: by a roll, by an id in the filters, or by a selector that matches no other group.
 *
 * @param listed every group of the accounts
 */
export const namedBy =
  ({ only, selectors }: InventoryRequest, filteredIds: readonly string[], listed: readonly GroupName[]) =>
  (group: GroupName): boolean =>
    only.includes(group.id) ||
    filteredIds.includes(group.id) ||
    selectors.some(
      (selector) =>
        isSelectedBy(group, selector) && listed.every((one) => one.id === group.id || !isSelectedBy(one, selector)),
    );
