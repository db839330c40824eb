import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const isConstructed = /^plugin:\s*["']?(?:ansible\.builtin\.)?constructed["']?\s*(?:#.*)?$/m;

/**
 * The constructed inventories next to a config file, in the order in which Ansible reads them from a folder. They group
 * the hosts of other inventories, and the `group_vars` of those groups may configure a health check.
 *
 * @returns paths
 */
export function constructedBeside(configFile: string): string[] {
  const folder = dirname(configFile);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && /\.(ya?ml|config)$/.test(entry.name))
    .map(({ name }) => join(folder, name))
    .toSorted()
    .filter((file) => isConstructed.test(readFileSync(file, 'utf8')));
}
