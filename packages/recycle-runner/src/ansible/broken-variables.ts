import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { yamlError } from '@esg-recycler/core';
import { load, YAMLException } from 'js-yaml';

const isRead = (name: string): boolean => /\.(ya?ml|json)$/.test(name) || !/[.~]/.test(name);
/** What is vaulted is no YAML, and a tag of Ansible's (`!vault`) is none of YAML's: neither is a mistake. */
const isVaulted = (text: string): boolean => text.startsWith('$ANSIBLE_VAULT');

function problemOf(file: string): string | undefined {
  const text = readFileSync(file, 'utf8');
  if (isVaulted(text)) return undefined;
  try {
    load(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof YAMLException) || /tag/.test(error.reason)) return undefined;
    const { place, problem } = yamlError(error, text);
    return `${file}${place}: ${problem}`;
  }
}

/**
 * Which file of variables beside the inventories is no YAML: Ansible says that one is not, and not which.
 *
 * @param inventories paths
 * @returns the first with its place and reason; undefined where all can be read
 */
export function brokenVariables(inventories: readonly string[]): string | undefined {
  const folders = [...new Set(inventories.map((path) => dirname(path)))].flatMap((folder) =>
    ['group_vars', 'host_vars'].map((name) => join(folder, name)),
  );
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && isRead(entry.name))
    .map((entry) => problemOf(join(entry.parentPath, entry.name)))
    .find((problem) => problem !== undefined);
}
