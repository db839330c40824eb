import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Repository } from './repository.ts';
import type { UserConfiguration } from './user-configuration.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every value once, in this order. */
const distinct = (values: readonly string[]): string[] => [...new Set(values)].filter(Boolean);

/**
 * Ansible does not start in a locale whose encoding is not UTF-8, such as `LC_ALL=C` in cron jobs and CI images.
 *
 * @returns the variables for a UTF-8 locale; empty where the locale is UTF-8
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
 * Selects the configuration file of Ansible: the file in `ANSIBLE_CONFIG`, else the one in the current folder, which
 * Ansible finds itself, else the project's. The npm package has none: Ansible reads the user's.
 */
export function configOf(
  environment: Environment,
  { ansibleConfig }: Repository,
  cwd: string = process.cwd(),
): Record<string, string> {
  if (ansibleConfig === undefined) return {};
  if (environment['ANSIBLE_CONFIG'] || existsSync(join(cwd, 'ansible.cfg'))) return {};
  return { ANSIBLE_CONFIG: ansibleConfig };
}

/**
 * The environment with which the collection works under any configuration of the user. A variable replaces a complete
 * setting, so each list contains the user's values and those that the collection needs.
 */
export const ansibleEnvironment = (
  { collections, inventoryPlugins, inventories, callbacks, replacesGroupNames }: UserConfiguration,
  { root, collection }: Repository,
): Record<string, string> => ({
  ANSIBLE_COLLECTIONS_PATH: distinct([join(root, 'collections'), ...collections]).join(delimiter),
  ANSIBLE_INVENTORY_PLUGINS: distinct([...inventoryPlugins, join(collection, 'plugins/inventory')]).join(delimiter),
  ANSIBLE_INVENTORY_ENABLED: (inventories.includes('auto') ? inventories : ['auto', ...inventories]).join(','),
  ANSIBLE_CALLBACKS_ENABLED: distinct([...callbacks, 'esg_recycler.spotinst.esg_events']).join(','),
  // The names of group_vars files depend on this setting, so it keeps its meaning; only the warnings are turned off.
  ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS: replacesGroupNames ? 'silently' : 'ignore',
  // An incomplete inventory must fail.
  ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'true',
  // The output is a log that failures are read from; a stdout callback of the user may not be installed.
  ANSIBLE_STDOUT_CALLBACK: 'default',
  // The role always runs completely, whatever tags the user's configuration has.
  ANSIBLE_RUN_TAGS: 'all',
  ANSIBLE_SKIP_TAGS: '',
  // A failed task must end Ansible; its debugger would read from a terminal that does not exist.
  ANSIBLE_ENABLE_TASK_DEBUGGER: 'false',
  ANSIBLE_FORCE_COLOR: '0',
  ANSIBLE_NOCOLOR: '1',
});
