import { didYouMean, EsgError, ExitCode, printJson } from '@esg-recycler/core';
import { loadInventory } from '../load-inventory.ts';
import { type LoadOptions, withOpening } from '../opening.ts';

/**
 * `--host NAME`: one host's variables.
 *
 * An unknown name is an error and not `{}`: Ansible asks only for names that the list gave it (and not even for those,
 * since the list brings `_meta`), so it is somebody's typo.
 */
export async function host(name: string, options: LoadOptions): Promise<void> {
  const { hostvars } = (await withOpening(options, loadInventory)).inventory._meta;
  if (!Object.hasOwn(hostvars, name)) {
    throw new EsgError(`No host is named ${JSON.stringify(name)}.${didYouMean(name, Object.keys(hostvars))}`, {
      code: 'host-unknown',
      exitCode: ExitCode.usage,
      hint: 'esg-inventory --list shows every host.',
    });
  }
  printJson(hostvars[name]);
}
