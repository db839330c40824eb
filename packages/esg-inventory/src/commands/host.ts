import { commandOf, didYouMean, EsgError, ExitCode, printJson } from '@esg-recycler/core';
import { loadInventory } from '../load-inventory.ts';
import { type LoadOptions, withOpening } from '../opening.ts';

/**
 * `--host NAME`: one host's variables.
 *
 * An unknown name is an error and not `{}`. Ansible queries only names from the list (and not even those, because the
 * list contains `_meta`), so an unknown name is a typo.
 */
export async function host(name: string, options: LoadOptions): Promise<void> {
  const { hostvars } = (await withOpening(options, loadInventory)).inventory._meta;
  if (!Object.hasOwn(hostvars, name)) {
    throw new EsgError(`No host has the name ${JSON.stringify(name)}.${didYouMean(name, Object.keys(hostvars))}`, {
      code: 'host-unknown',
      exitCode: ExitCode.usage,
      hint: `List all hosts: ${commandOf('esg-inventory', '--table')}`,
    });
  }
  printJson(hostvars[name]);
}
