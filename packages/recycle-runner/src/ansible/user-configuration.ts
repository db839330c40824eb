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
  /** The variable or the file that sets it. */
  origin?: string;
  value?: unknown;
}

/** The settings with which Ansible prompts for a password, and what to set instead. */
const prompts: Readonly<Record<string, [name: string, instead: string]>> = {
  DEFAULT_ASK_PASS: ['ask_pass', 'ANSIBLE_CONNECTION_PASSWORD_FILE=FILE'],
  DEFAULT_BECOME_ASK_PASS: ['become_ask_pass', 'ANSIBLE_BECOME_PASSWORD_FILE=FILE'],
  DEFAULT_ASK_VAULT_PASS: ['ask_vault_pass', 'ANSIBLE_VAULT_PASSWORD_FILE=FILE'],
  DEFAULT_VAULT_IDENTITY_LIST: ['vault_identity_list', 'ANSIBLE_VAULT_IDENTITY_LIST=NAME@FILE'],
};

const isPrompt = (value: unknown): boolean =>
  value === true || (Array.isArray(value) && value.some((one) => /(^|@)prompt(_ask_vault_pass)?$/.test(String(one))));

/**
 * Refuses a configuration with which Ansible prompts: it has no terminal under the runner.
 *
 * @throws EsgError `ansible-config-invalid`, exit code 2
 */
function refusePrompts(settings: readonly Setting[]): void {
  for (const { name = '', origin = 'the configuration of Ansible', value } of settings) {
    const [setting, instead] = prompts[name] ?? [];
    if (setting === undefined || !isPrompt(value)) continue;
    throw new EsgError(`Ansible has no terminal under the runner and cannot prompt: ${setting} is set by ${origin}`, {
      code: 'ansible-config-invalid',
      exitCode: ExitCode.usage,
      hint: `Use a file with the password instead: ${instead}`,
    });
  }
}

/**
 * Parses the output of `ansible-config dump --format json`.
 *
 * @throws EsgError `ansible-config-invalid`, exit code 2
 */
export function parseConfiguration(dump: string): UserConfiguration {
  const settings = JSON.parse(dump) as Setting[];
  refusePrompts(settings);
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
  const { exitCode, signal, stdout, stderr, originalMessage } = await execa(command, ['dump', '--format', 'json'], {
    // With verbosity or debugging, other output precedes the JSON.
    env: { ...env, ANSIBLE_NOCOLOR: '1', ANSIBLE_FORCE_COLOR: '0', ANSIBLE_VERBOSITY: '0', ANSIBLE_DEBUG: 'false' },
    stdin: 'ignore',
    reject: false,
  });
  if (exitCode === 0) return parseConfiguration(stdout);
  const failure = exitCode === undefined ? originalMessage : reasonIn(stderr || stdout);
  const reason = signal === undefined ? failure : `ansible-config was killed by ${signal}`;
  const next = signal === undefined ? 'Fix it' : 'Run the same command again';
  throw new EsgError(`Ansible cannot read its configuration: ${reason}`, {
    code: 'ansible-config-invalid',
    exitCode: ExitCode.usage,
    hint: `${next}. Nothing was changed. To check it, run: ${command} dump --only-changed`,
  });
}
