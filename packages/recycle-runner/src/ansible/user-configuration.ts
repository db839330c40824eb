import { dirname, join } from 'node:path';
import { EsgError, ExitCode } from '@esg-recycler/core';
import { execa } from 'execa';
import { reasonIn } from './ansible-log.ts';

/** The part of the user's Ansible configuration that the runner adds to. */
export interface UserConfiguration {
  /** Folders. */
  collections: string[];
  /** Folders. */
  inventoryPlugins: string[];
  /** Names of inventory plugins that are enabled. */
  inventories: string[];
  /** Names of callbacks that are enabled. */
  callbacks: string[];
  /** Whether Ansible replaces invalid characters in group names (`force_valid_group_names`). */
  replacesGroupNames: boolean;
}

interface Setting {
  name?: string;
  value?: unknown;
}

/** Parses the output of `ansible-config dump --format json`. */
export function parseConfiguration(dump: string): UserConfiguration {
  const settings = JSON.parse(dump) as Setting[];
  const list = (wanted: string): string[] => {
    const value = settings.find(({ name }) => name === wanted)?.value;
    return Array.isArray(value) ? value.map((one) => String(one).trim()).filter(Boolean) : [];
  };
  return {
    collections: list('COLLECTIONS_PATHS'),
    inventoryPlugins: list('DEFAULT_INVENTORY_PLUGIN_PATH'),
    inventories: list('INVENTORY_ENABLED'),
    callbacks: list('CALLBACKS_ENABLED'),
    replacesGroupNames: settings.some(
      ({ name, value }) =>
        name === 'TRANSFORM_INVALID_GROUP_CHARS' && (value === 'always' || value === 'silently'),
    ),
  };
}

/**
 * Reads the configuration of Ansible, from environment and files, by Ansible itself.
 *
 * @param env added to the environment of this process
 * @throws EsgError `ansible-config-invalid`, exit code 2
 */
export async function readUserConfiguration(
  ansiblePlaybook: string,
  env: Record<string, string>,
): Promise<UserConfiguration> {
  const command = join(dirname(ansiblePlaybook), 'ansible-config');
  const { exitCode, stdout, stderr, originalMessage } = await execa(command, ['dump', '--format', 'json'], {
    env: { ...env, ANSIBLE_NOCOLOR: '1', ANSIBLE_FORCE_COLOR: '0' },
    stdin: 'ignore',
    reject: false,
  });
  if (exitCode === 0) return parseConfiguration(stdout);
  const reason = exitCode === undefined ? originalMessage : reasonIn(stderr || stdout);
  throw new EsgError(`Ansible cannot read its configuration: ${reason}`, {
    code: 'ansible-config-invalid',
    exitCode: ExitCode.usage,
    hint: `Fix it. Nothing was changed. To check it, run: ${command} dump --only-changed`,
  });
}
