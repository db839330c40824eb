import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { yamlError } from '@esg-recycler/core';
import { load, YAMLException } from 'js-yaml';

const isRead = (name: string): boolean => /\.(ya?ml|json)$/.test(name) || !/[.~]/.test(name);
/** A vaulted file is not YAML, and Ansible's tags (`!vault`) are not part of YAML: neither is a mistake. */
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
 * The variable file next to the inventories that is not valid YAML: Ansible does not report its name.
 *
 * @param inventories paths
 * @returns the first such file with line, column and reason; undefined where all are valid
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
