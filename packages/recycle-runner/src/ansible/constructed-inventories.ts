import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const isConstructed = /^plugin:\s*["']?(?:ansible\.builtin\.)?constructed["']?\s*(?:#.*)?$/m;

/**
 * The constructed inventories beside a config file, in the order in which Ansible would read them from that folder. They
 * make groups of the hosts of others, and `group_vars` of those groups may say how a cluster is checked.
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
