import { EsgError, ExitCode, isSelectedBy } from '@esg-recycler/core';
import { type AccountGroup, isStateful, selectGroup } from '@esg-recycler/spotinst-client';

const describe = ({ group }: AccountGroup): string => `${group.id} (${JSON.stringify(group.name)})`;

function selectedBy(selector: string, known: readonly AccountGroup[]): AccountGroup[] {
  const stateful = known.filter(({ group }) => isStateful(group));
  const matches = known.filter(({ group }) => isSelectedBy(group, selector));
  const found = matches.filter((match) => stateful.includes(match));
  if (matches.length > 0 && found.length === 0) {
    throw new EsgError(`${matches.map(describe).join(', ')}: not stateful, so there is nothing to list`, {
      code: 'group-not-stateful',
      exitCode: ExitCode.usage,
      hint: stateful.length > 0 ? `Stateful are: ${stateful.map(describe).join(', ')}.` : 'No group of the account is.',
    });
  }
  return found.length > 0 && selector.includes('*') ? found : [selectGroup(stateful, selector)];
}

/**
 * The stateful groups that are meant: all of them, or those that an id, a name or a glob (`*`) selects.
 *
 * @throws EsgError exit code 2: `group-unknown`, `group-ambiguous`, `group-not-stateful`
 */
export function selectGroups(known: readonly AccountGroup[], selectors: readonly string[]): AccountGroup[] {
  if (selectors.length === 0) return known.filter(({ group }) => isStateful(group));
  return [...new Set(selectors.flatMap((selector) => selectedBy(selector, known)))];
}
