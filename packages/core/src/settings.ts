import { readFileSync } from 'node:fs';
import type { Clusters } from './cluster.ts';
import { type Config, findConfigFile, parseConfig, readConfigFile } from './config-file.ts';
import { rememberConfig } from './command-name.ts';
import { type Credentials, credentialsPath, readCredentials } from './credentials-file.ts';
import { parseDuration } from './duration.ts';
import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';
import { cacheFolder, stateFolder } from './folders.ts';
import { type InventorySettings, inventorySettings } from './inventory-settings.ts';
import { isLoopback } from './loopback.ts';

type Environment = Record<string, string | undefined>;

/** The settings of an executable; resolved once, at its start. */
export interface Settings {
  /** Base URL of the Spot API, without a trailing slash. */
  apiUrl: string;
  /** Secret: passed only in the environment or on standard input. */
  token: string;
  /** At least one account id. */
  accounts: string[];
  /** The timeout of one HTTP request, in milliseconds. */
  timeoutMs: number;
  awsProfile?: string;
  clusters: Clusters;
  /** The `store` URL; undefined means the two SQLite files in the folders below. */
  store?: string;
  /** The URLs that a run notifies. Secret: the URL of a webhook is its password. */
  notify: string[];
  /** The file or folder for the metrics of a run. */
  metricsFile?: string;
  stateDir: string;
  cacheDir: string;
  /** Absolute path of the config file in use; undefined with `--config -` or without one. */
  configFile?: string;
  /** Settings of the config file that count as absent, because only Ansible can read them. */
  unreadable: string[];
  inventory: InventorySettings;
}

export interface SettingsSource {
  /** `--config`: a path, or `-` for standard input. */
  configPath?: string;
  env?: Environment;
  cwd?: string;
  /** Reads standard input; only called for `--config -`. */
  stdin?: () => string;
}

const firstOf = (env: Environment, names: readonly string[]): string | undefined =>
  names.map((name) => env[name]).find((value) => value !== undefined && value !== '');

/** The environment variables of each setting; the first one that is set applies. */
export const environmentNames = {
  token: ['SPOTINST_API_TOKEN', 'SPOTINST_TOKEN'],
  account: ['SPOTINST_ACCOUNT_ID', 'SPOTINST_ACCOUNT'],
  profile: ['SPOTINST_PROFILE', 'SPOTINST_CREDENTIALS_PROFILE'],
  apiUrl: ['SPOTINST_API_URL', 'SPOTINST_BASE_URL'],
  timeout: ['SPOTINST_TIMEOUT'],
  awsProfile: ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  store: ['ESG_STORE_URL'],
  notify: ['ESG_RECYCLER_NOTIFY'],
  metricsFile: ['ESG_RECYCLER_METRICS_FILE'],
} as const;

function readConfig({ configPath, env, cwd, stdin }: Required<SettingsSource>): Config | undefined {
  if (configPath === '-') return parseConfig(stdin(), 'standard input');
  const path = findConfigFile(configPath || undefined, { env, cwd });
  return path === undefined ? undefined : readConfigFile(path);
}

function missing(
  setting: string,
  variable: string,
  what: string,
  { config, env, note }: { config: Config | undefined; env: Environment; note: string | undefined },
): EsgError {
  const place = config?.path ?? 'a *.spotinst_esg.yml file';
  const sealed = config?.unreadable.includes(setting)
    ? ` (in ${config.label} the value is vaulted or a template, which only Ansible can read)`
    : '';
  return new EsgError(`No ${what}: ${setting} is not set${sealed}${note === undefined ? '' : `; ${note}`}`, {
    code: 'setting-missing',
    exitCode: ExitCode.usage,
    hint: `Set ${variable} in the environment, or ${setting} in ${place}, or a profile in ${credentialsPath(env).path}.`,
  });
}

function invalid(setting: string, problem: string, hint: string): EsgError {
  return new EsgError(`${setting} ${problem}`, { code: 'setting-invalid', exitCode: ExitCode.usage, hint });
}

function checkApiUrl(text: string): string {
  const hint = 'Set it to https://api.spotinst.io, or remove it (that URL is the default).';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw invalid('spotinst_api_url', 'is not an http(s) URL', hint);
  if (url.username || url.password) throw invalid('spotinst_api_url', 'contains a user name or a password', hint);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw invalid('spotinst_api_url', `would send the token unencrypted to ${url.hostname}`, hint);
  }
  return url.href.replace(/\/+$/, '');
}

const quotes = /^["'`\u2018-\u201F]|["'`\u2018-\u201F]$/;

function checkToken(token: string): string {
  if (quotes.test(token)) {
    const hint =
      'Remove the quotes: they are not part of the token. Container runtimes do not strip quotes in an env file.';
    throw invalid('spotinst_api_token', 'has quotes around it', hint);
  }
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw invalid(
    'spotinst_api_token',
    'contains spaces or control characters',
    'Copy the token again, without quotes and line breaks.',
  );
}

function checkAccounts(accounts: string[]): string[] {
  const wrong = accounts.find((account) => !/^[\w-]+$/.test(account));
  if (wrong === undefined) return [...new Set(accounts)];
  throw invalid(
    'spotinst_account_id',
    `contains ${JSON.stringify(wrong)}, which is not an account id`,
    'Write the account id as act-12345678.',
  );
}

/** The settings that need no credentials. */
export type StoreSettings = Pick<Settings, 'store' | 'stateDir' | 'cacheDir' | 'timeoutMs'>;

const storeSettings = (values: Config['values'], env: Environment): StoreSettings => ({
  timeoutMs: parseDuration(
    values.spotinst_timeout || firstOf(env, environmentNames.timeout) || '30s',
    'spotinst_timeout',
  ),
  store: values.store || firstOf(env, environmentNames.store),
  stateDir: stateFolder(env),
  cacheDir: cacheFolder(env),
});

/**
 * Resolves the settings that need no credentials, for a process whose tokens are set later.
 *
 * @throws EsgError exit code 2
 */
export function resolveStoreSettings(source: SettingsSource = {}): StoreSettings {
  const { configPath = '', env = process.env, cwd = process.cwd() } = source;
  const config = readConfig({ configPath, env, cwd, stdin: source.stdin ?? (() => '') });
  rememberConfig(configPath ? config?.path : undefined);
  return storeSettings(config?.values ?? {}, env);
}

/** The config file has a list; the environment separates by spaces or line breaks. */
const urlsOf = (values: Config['values'], env: Environment): string[] =>
  [values.notify || firstOf(env, environmentNames.notify) || []]
    .flat()
    .flatMap((text) => text.split(/\s+/))
    .filter(Boolean);

/**
 * Resolves every setting on its own; the first hit wins: the config file, then the environment, then the credentials
 * file (docs/inventory.md has the table).
 *
 * @throws EsgError exit code 2, naming the setting, its environment variable and its line in the config file
 */
export function resolveSettings(source: SettingsSource = {}): Settings {
  const { configPath = '', env = process.env, cwd = process.cwd() } = source;
  const stdin = source.stdin ?? (() => readFileSync(0, 'utf8'));
  const config = readConfig({ configPath, env, cwd, stdin });
  rememberConfig(configPath ? config?.path : undefined);
  const values: Config['values'] = config?.values ?? {};

  const profile = values.spotinst_profile || firstOf(env, environmentNames.profile);
  let note: string | undefined;
  const credentials = (): Credentials => {
    const reading = readCredentials(env, { profile: profile ?? 'default', isExplicit: profile !== undefined });
    ({ note } = reading);
    return reading;
  };
  const token = values.spotinst_api_token || firstOf(env, environmentNames.token) || credentials().token;
  if (!token) throw missing('spotinst_api_token', 'SPOTINST_API_TOKEN', 'Spot API token', { config, env, note });
  const configured = [values.spotinst_account_id ?? []].flat().filter((account) => account !== '');
  const fallback = configured.length > 0 ? undefined : firstOf(env, environmentNames.account) || credentials().account;
  const accounts = checkAccounts(fallback === undefined ? configured : [fallback]);
  if (accounts.length === 0)
    throw missing('spotinst_account_id', 'SPOTINST_ACCOUNT_ID', 'Spot account', { config, env, note });

  return {
    token: checkToken(token),
    accounts,
    apiUrl: checkApiUrl(values.spotinst_api_url || firstOf(env, environmentNames.apiUrl) || 'https://api.spotinst.io'),
    awsProfile: values.aws_profile || firstOf(env, environmentNames.awsProfile),
    clusters: values.clusters ?? {},
    ...storeSettings(values, env),
    notify: urlsOf(values, env),
    metricsFile: values.metrics_file || firstOf(env, environmentNames.metricsFile),
    configFile: config?.path,
    unreadable: config?.unreadable ?? [],
    inventory: inventorySettings(values),
  };
}
