import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Repository } from './repository.ts';
import type { UserConfiguration } from './user-configuration.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every value once, in this order. */
const distinct = (values: readonly string[]): string[] => [...new Set(values)].filter(Boolean);

/**
 * Ansible refuses to start in any locale whose encoding is not UTF-8, as under `LC_ALL=C` in cron jobs and CI images.
 *
 * @returns what makes it UTF-8; nothing where it is
 */
export function utf8Locale(
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  if (/utf-?8/i.test(locale)) return {};
  return { LC_ALL: platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8' };
}

/**
 * Which configuration file Ansible reads: the one that the user names, else the one in the current folder, which Ansible
 * finds itself, else the project's.
 */
export function configOf(
  environment: Environment,
  { ansibleConfig }: Repository,
  cwd: string = process.cwd(),
): Record<string, string> {
  if (environment['ANSIBLE_CONFIG'] || existsSync(join(cwd, 'ansible.cfg'))) return {};
  return { ANSIBLE_CONFIG: ansibleConfig };
}

/**
 * What is added to the environment of Ansible for the collection to work under whatever configuration the user has. A
 * variable replaces a whole setting, so lists are what the user has and what the collection needs besides.
 */
export const ansibleEnvironment = (
  { collections, inventoryPlugins, inventories, callbacks, replacesGroupNames }: UserConfiguration,
  { root }: Repository,
): Record<string, string> => ({
  ANSIBLE_COLLECTIONS_PATH: distinct([join(root, 'collections'), ...collections]).join(delimiter),
  ANSIBLE_INVENTORY_PLUGINS: distinct([...inventoryPlugins, join(root, 'ansible/plugins/inventory')]).join(delimiter),
  ANSIBLE_INVENTORY_ENABLED: (inventories.includes('auto') ? inventories : ['auto', ...inventories]).join(','),
  ANSIBLE_CALLBACKS_ENABLED: distinct([...callbacks, 'esg_recycler.spotinst.esg_events']).join(','),
  // Variables of groups stand in files by the names that the user's Ansible gives to groups; only its warnings are left out.
  ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS: replacesGroupNames ? 'silently' : 'ignore',
  // Half an inventory is none.
  ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'true',
  // Its output is a log, from which failures are read; a callback for the user's screen may not even be installed.
  ANSIBLE_STDOUT_CALLBACK: 'default',
  // The role is run as a whole, whatever the user's configuration would leave out.
  ANSIBLE_RUN_TAGS: 'all',
  ANSIBLE_SKIP_TAGS: '',
  ANSIBLE_FORCE_COLOR: '0',
  ANSIBLE_NOCOLOR: '1',
});
