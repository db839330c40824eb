import { environmentNames, EsgError, resolveSettings, type Settings } from '@esg-recycler/core';
import { type Group, isStateful, type SpotClient, tagsOf } from '@esg-recycler/spotinst-client';
import { type CampaignAccount, campaignInvalid } from './campaign-file.ts';
import type { CampaignGroup, Listing } from './resolve-waves.ts';
import { reword } from './reword.ts';

type Environment = Record<string, string | undefined>;

/** One set of credentials, and the accounts that it is used for. */
export interface Access {
  settings: Settings;
  /** The environment of its runs. */
  env: Environment;
  /** The config file of its runs; undefined: they find it as every command does. */
  config?: string;
  /** For messages: its entry in the campaign file, and where its token is from. */
  entry?: { place: string; token: string };
}

const names = environmentNames;

const without = (env: Environment, removed: readonly string[]): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !removed.includes(name)));

/** The environment that selects the account and its token; it holds no token of another account. */
function environmentFor(
  { account, token_env, profile }: CampaignAccount,
  { env, label, key, foreign }: { env: Environment; label: string; key: string; foreign: readonly string[] },
): Environment {
  const token = token_env === undefined ? undefined : env[token_env];
  if (token_env !== undefined && !token)
    throw campaignInvalid(
      label,
      `${key}.token_env`,
      `the environment variable ${token_env} is not set`,
      `Set ${token_env} to the Spot API token of ${account}.`,
    );
  const base = without(env, [...foreign, ...names.account]);
  const own: Environment = { SPOTINST_ACCOUNT_ID: account };
  if (token !== undefined) return { ...without(base, names.token), ...own, SPOTINST_API_TOKEN: token };
  if (profile === undefined) return { ...base, ...own };
  return { ...without(base, [...names.token, ...names.profile]), ...own, SPOTINST_PROFILE: profile };
}

/** The config file takes precedence over the environment, so it must not name another account or token. */
function checkPrecedence(settings: Settings, account: CampaignAccount, env: Environment, at: [string, string]): void {
  const file = settings.configFile ?? 'the config file';
  const hint = `Remove the setting from ${file}, or name another config file for this account: config: FILE.`;
  if (settings.accounts.length !== 1 || settings.accounts[0] !== account.account)
    throw campaignInvalid(
      ...at,
      `${file} sets spotinst_account_id, which takes precedence over account: ${account.account}`,
      hint,
    );
  if (account.token_env !== undefined && settings.token !== env['SPOTINST_API_TOKEN'])
    throw campaignInvalid(...at, `${file} sets spotinst_api_token, which takes precedence over token_env`, hint);
}

/**
 * One of the accounts of a campaign, with its token.
 *
 * @throws EsgError `campaign-invalid`, exit code 2, and those of the settings
 */
export function openAccount(
  account: CampaignAccount,
  index: number,
  { accounts, label, config, env: all }: AccessOptions & { accounts: readonly CampaignAccount[] },
): Access {
  const key = `accounts[${index}]`;
  const foreign = accounts.flatMap(({ token_env }) => token_env ?? []);
  const env = environmentFor(account, { env: all, label, key, foreign });
  const configPath = account.config ?? config;
  const settings = settingsFor(configPath, env, `${label}: ${key}`);
  checkPrecedence(settings, account, env, [label, key]);
  const token = account.token_env ?? (account.profile ? `the token of profile ${account.profile}` : 'the token');
  const entry = { place: `${label}: ${key}`, token };
  return { settings, env, config: configPath, entry };
}

function settingsFor(configPath: string | undefined, env: Environment, place: string): Settings {
  try {
    return resolveSettings({ configPath, env });
  } catch (error) {
    if (!(error instanceof EsgError)) throw error;
    throw reword(error, { message: `${place}: ${error.message}` });
  }
}

export interface AccessOptions {
  /** The path of the campaign file, for messages. */
  label: string;
  /** `--config`. */
  config?: string;
  env: Environment;
}

/** The access of a campaign without `accounts`. */
export function openDefault({ config, env }: AccessOptions): Access {
  const settings = resolveSettings({ configPath: config, env });
  return { settings, env, config };
}

/**
 * The accounts of a campaign, each with its token; without `accounts` those of the settings.
 *
 * @throws EsgError `campaign-invalid`, exit code 2, and those of the settings
 */
export function openAccounts(accounts: readonly CampaignAccount[] | undefined, options: AccessOptions): Access[] {
  if (accounts) return accounts.map((account, index) => openAccount(account, index, { ...options, accounts }));
  return [openDefault(options)];
}

const listed = (accountId: string, group: Group): CampaignGroup => ({
  id: group.id,
  name: group.name,
  accountId,
  tags: tagsOf(group),
  isStateful: isStateful(group),
});

/** A listing, and a client per account that reads a listed group from it: one request per account, not per group. */
export interface ReadListing extends Listing {
  access: Access;
  clients: SpotClient[];
}

/** Names the entry of the campaign file whose token Spot rejects. */
function explainRejection(error: unknown, { entry }: Access): unknown {
  if (!entry || !(error instanceof EsgError) || error.code !== 'spot-unauthorized') return error;
  const hint = `Check ${entry.token}, and the account of this entry.`;
  return reword(error, { message: `${entry.place}: ${error.message}`, hint });
}

/** Lists every group of the accounts of these clients; an unreadable group may be stateful and have any tags. */
export async function listAccount(access: Access, accountClients: readonly SpotClient[]): Promise<ReadListing> {
  const lists = await Promise.all(
    accountClients.map(async (client) => {
      const { groups, unreadable } = await client.listGroups().catch((error: unknown) => {
        throw explainRejection(error, access);
      });
      const { accountId } = client;
      const known = new Map(groups.map((group) => [group.id, group]));
      return {
        client: {
          ...client,
          getGroup: async (id, options) => known.get(id) ?? client.getGroup(id, options),
        } satisfies SpotClient,
        groups: [
          ...groups.map((group) => listed(accountId, group)),
          ...unreadable.map(({ id, name }): CampaignGroup => ({ id, name, accountId, tags: null, isStateful: true })),
        ],
      };
    }),
  );
  return {
    access,
    clients: lists.map(({ client }) => client),
    groups: lists.flatMap(({ groups }) => groups),
    clusters: access.settings.clusters,
  };
}
