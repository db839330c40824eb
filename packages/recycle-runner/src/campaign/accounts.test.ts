import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openAccounts } from './accounts.ts';
import type { CampaignAccount } from './campaign-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'campaign-accounts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const open = (accounts: CampaignAccount[] | undefined, config: string, env: Record<string, string> = {}) =>
  openAccounts(accounts, {
    label: 'patch.yml',
    config: write('a.spotinst_esg.yml', config),
    env: { HOME: folder, TOKEN_A: 'secret-a', TOKEN_B: 'secret-b', ...env },
  });
const two = [
  { account: 'act-1', token_env: 'TOKEN_A' },
  { account: 'act-2', token_env: 'TOKEN_B' },
];

describe('openAccounts', () => {
  it('gives every account its own token, and its runs no other one', () => {
    const found = open(two, 'plugin: x', { SPOTINST_TOKEN: 'other', SPOTINST_ACCOUNT: 'act-9' });
    expect(found.map(({ settings: { accounts, token } }) => [accounts, token])).toEqual([
      [['act-1'], 'secret-a'],
      [['act-2'], 'secret-b'],
    ]);
    expect(found[0]!.env).toEqual({ HOME: folder, SPOTINST_ACCOUNT_ID: 'act-1', SPOTINST_API_TOKEN: 'secret-a' });
  });

  it('uses the settings when no accounts are listed', () => {
    const [found] = open(undefined, 'spotinst_account_id: [act-1, act-2]', { SPOTINST_API_TOKEN: 'secret' });
    expect(found).toMatchObject({ settings: { accounts: ['act-1', 'act-2'], token: 'secret' } });
  });

  it('reads a profile of the credentials file, whatever token the environment has', () => {
    const credentials = write('credentials', '[prod]\ntoken = secret-p\naccount = act-9\n');
    const env = { SPOTINST_CREDENTIALS_FILE: credentials, SPOTINST_API_TOKEN: 'other' };
    const [found] = open([{ account: 'act-1', profile: 'prod' }], 'plugin: x', env);
    expect(found).toMatchObject({ settings: { accounts: ['act-1'], token: 'secret-p' } });
    expect(found!.env).not.toHaveProperty('SPOTINST_API_TOKEN');
  });

  it('reads another config file for an account', () => {
    const config = write('b.spotinst_esg.yml', 'spotinst_api_token: secret-c\nclusters: { kafka: [kafka-*] }');
    const [found] = open([{ account: 'act-1', config }], 'plugin: x');
    expect(found).toMatchObject({ config, settings: { token: 'secret-c', clusters: { kafka: ['kafka-*'] } } });
  });

  it.each<[string, string, CampaignAccount, RegExp]>([
    [
      'a token that is not set',
      '',
      { account: 'act-1', token_env: 'NONE' },
      /accounts\[0\]\.token_env: .* NONE is not set/,
    ],
    [
      'a token that the config file overrides',
      'spotinst_api_token: x',
      two[0]!,
      /accounts\[0\]: .* sets spotinst_api_token/,
    ],
    ['an account that the config file overrides', 'spotinst_account_id: act-9', two[0]!, /sets spotinst_account_id/],
  ])('refuses %s', (_, config, account, message) =>
    expect(() => open([account], config)).toThrow(
      expect.objectContaining({ code: 'campaign-invalid', message: expect.stringMatching(message) }),
    ),
  );

  it('names the account when its settings are incomplete', () =>
    expect(() => open([{ account: 'act-1' }], '')).toThrow(
      expect.objectContaining({
        code: 'setting-missing',
        message: expect.stringMatching(/^patch\.yml: accounts\[0\]: /),
      }),
    ));
});
