import type { Settings } from '@esg-recycler/core';
import type { AnsibleSetup, RecycleSetup } from './command.ts';
import type { RollOptions } from '../cluster/options.ts';
import { findAnsiblePlaybook, findRepository, type Repository } from './repository.ts';

/** Where Ansible is, and what the user wants to tell it. */
export interface AnsibleTools {
  repository: Repository;
  ansiblePlaybook: string;
  userArguments: readonly string[];
}

/** @throws EsgError `playbook-missing`, `ansible-missing`, exit code 2 */
export function findTools(userArguments: readonly string[]): AnsibleTools {
  const repository = findRepository();
  return { repository, ansiblePlaybook: findAnsiblePlaybook(repository.root), userArguments };
}

/** @param writeInventory makes an inventory for settings that come from the environment alone */
export const ansibleSetup = (
  tools: AnsibleTools,
  { settings, groups }: { settings: Settings; groups: readonly string[] },
  writeInventory: () => string,
): AnsibleSetup => ({ ...tools, inventory: settings.configFile ?? writeInventory(), groups });

export const timeOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

export const recycleSetup = (
  setup: AnsibleSetup,
  { since, replaceRoot, overrides, timeoutMs, pollIntervalMs }: RollOptions,
  knownHosts?: string,
): RecycleSetup => ({
  ...setup,
  since: timeOf(since),
  replaceRoot,
  overrides,
  timeoutMs,
  pollIntervalMs,
  knownHosts,
});
