import { environmentVariables, namedConfig, type Settings } from '@esg-recycler/core';
import type { RollOptions } from '../cluster/options.ts';
import { rollbackRules } from '../overridable.ts';
import type { AnsibleSetup, RecycleSetup } from './command.ts';
import { constructedBeside } from './constructed-inventories.ts';
import { ansibleEnvironment, configOf, utf8Locale } from './environment.ts';
import { findAnsiblePlaybook, findRepository, type Repository } from './repository.ts';
import { checkUserArguments } from './user-arguments.ts';
import { readUserConfiguration } from './user-configuration.ts';

/** The paths of Ansible, and the arguments of the user for it. */
export interface AnsibleTools {
  repository: Repository;
  ansiblePlaybook: string;
  userArguments: readonly string[];
  /** Added to its environment; read in parallel with other work. */
  environment: Promise<Record<string, string>>;
}

async function environmentFor(ansiblePlaybook: string, repository: Repository): Promise<Record<string, string>> {
  const base = { ...utf8Locale(process.env), ...configOf(process.env, repository) };
  const user = await readUserConfiguration(ansiblePlaybook, base);
  return {
    ...base,
    ...ansibleEnvironment(user, repository),
    ESG_RECYCLER_NODE: process.env['ESG_RECYCLER_NODE'] || process.execPath,
  };
}

/** @throws EsgError `playbook-missing`, `ansible-missing`, `argument-refused`, exit code 2 */
export function findTools(userArguments: readonly string[]): AnsibleTools {
  checkUserArguments(userArguments);
  const repository = findRepository();
  const ansiblePlaybook = findAnsiblePlaybook(repository);
  const environment = environmentFor(ansiblePlaybook, repository);
  // The error is reported to the caller that awaits it; a command that ends earlier does not need it.
  environment.catch(() => {});
  return { repository, ansiblePlaybook, userArguments, environment };
}

/**
 * @param writeInventory writes an inventory when only the environment has settings
 * @throws EsgError `ansible-config-invalid`, exit code 2
 */
export async function ansibleSetup(
  tools: AnsibleTools,
  { settings, groups }: { settings: Settings; groups: readonly string[] },
  writeInventory: () => string,
): Promise<AnsibleSetup> {
  const { configFile } = settings;
  const inventories = configFile === undefined ? [writeInventory()] : [configFile, ...constructedBeside(configFile)];
  const named = namedConfig();
  const environment = {
    ...(await tools.environment),
    // The commands in the hints of its tasks contain the config file too.
    ...(named !== undefined && { [environmentVariables.config]: named }),
  };
  return { ...tools, environment, inventories, groups };
}

export const timeOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

export const recycleSetup = (
  setup: AnsibleSetup,
  { since, replaceRoot, overrides, rollback, timeoutMs, pollIntervalMs }: RollOptions,
  knownHosts?: string,
): RecycleSetup => ({
  ...setup,
  since: timeOf(since),
  replaceRoot,
  // The role knows only the rules of health checks.
  overrides: rollback === undefined ? overrides : overrides.filter(({ rule }) => !rollbackRules.includes(rule)),
  timeoutMs,
  pollIntervalMs,
  knownHosts,
});
