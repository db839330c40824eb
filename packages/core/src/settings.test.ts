import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EsgError } from './esg-error.ts';
import { resolveSettings, resolveStoreSettings } from './settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const both = { SPOTINST_API_TOKEN: 'env-token', SPOTINST_ACCOUNT_ID: 'act-env' };
const resolveWith = (env: Record<string, string>, configPath?: string, stdin = '') =>
  resolveSettings({ env: { HOME: folder, ...env }, cwd: folder, configPath, stdin: () => stdin });
const errorOf = (action: () => unknown): EsgError => {
  try {
    action();
  } catch (error) {
    if (error instanceof EsgError) return error;
    throw error;
  }
  throw new Error('it did not fail');
};

describe('resolveSettings', () => {
  it('fills in the defaults', () => {
    expect(resolveWith(both)).toMatchObject({
      apiUrl: 'https://api.spotinst.io',
      timeoutMs: 30_000,
      accounts: ['act-env'],
      clusters: {},
      stateDir: join(folder, '.local/state/esg-recycler'),
      cacheDir: join(folder, '.cache/esg-recycler'),
      inventory: { cacheTtlMs: 60_000, hostvarsPrefix: 'spotinst_', includeAddressless: false, wantStatus: false },
    });
  });

  it('reads each field from config file, environment or credentials file', () => {
    write('.spotinst/credentials', '[default]\ntoken = file-token\naccount = act-file\n');
    write('a.spotinst_esg.yml', 'plugin: spotinst_esg\nspotinst_account_id: act-config\n');
    expect(resolveWith({})).toMatchObject({ token: 'file-token', accounts: ['act-config'] });
    expect(resolveWith({ SPOTINST_TOKEN: 'env-token' })).toMatchObject({
      token: 'env-token',
      accounts: ['act-config'],
    });
  });

  it.each([
    ['SPOTINST_TOKEN', 'SPOTINST_ACCOUNT'],
    ['SPOTINST_API_TOKEN', 'SPOTINST_ACCOUNT_ID'],
  ])('reads %s and %s', (token, account) =>
    expect(resolveWith({ [token]: 't', [account]: 'act-1' })).toMatchObject({ token: 't', accounts: ['act-1'] }),
  );

  it('treats an empty variable as absent', () =>
    expect(errorOf(() => resolveWith({ ...both, SPOTINST_API_TOKEN: '' })).message).toContain('spotinst_api_token'));

  it.each([
    ['INI', '[default]\ntoken = t0\naccount = act-0\n[stage]\naccount = act-1\n[eu.west]\ntoken = t2\n'],
    [
      'JSON',
      JSON.stringify({
        default: { token: 't0', account: 'act-0' },
        stage: { account: 'act-1' },
        'eu.west': { token: 't2' },
      }),
    ],
  ])('completes a profile of an %s credentials file from [default]', (_, text) => {
    const SPOTINST_CREDENTIALS_FILE = write('creds', text);
    expect(resolveWith({ SPOTINST_CREDENTIALS_FILE })).toMatchObject({ token: 't0', accounts: ['act-0'] });
    expect(resolveWith({ SPOTINST_CREDENTIALS_FILE, SPOTINST_PROFILE: 'stage' })).toMatchObject({
      token: 't0',
      accounts: ['act-1'],
    });
    expect(resolveWith({ SPOTINST_CREDENTIALS_FILE, SPOTINST_PROFILE: 'eu.west' })).toMatchObject({
      token: 't2',
      accounts: ['act-0'],
    });
  });

  it('reads a credentials file with one JSON object', () => {
    const SPOTINST_SHARED_CREDENTIALS_FILE = write('creds', '{"token": "t0", "account": "act-0"}');
    expect(resolveWith({ SPOTINST_SHARED_CREDENTIALS_FILE })).toMatchObject({ token: 't0', accounts: ['act-0'] });
  });

  it('accepts a complete example with cache settings', () => {
    const path = write(
      'demo.spotinst_esg.yml',
      'plugin: spotinst_esg\n\naws_profile: some_profile\nspotinst_account_id: act-123\nspotinst_api_token: xxxxxx\ncache: True\ncache_plugin: jsonfile\ncache_connection: ~/.ansible\n',
    );
    expect(resolveWith({})).toMatchObject({
      token: 'xxxxxx',
      accounts: ['act-123'],
      awsProfile: 'some_profile',
      configFile: path,
    });
  });

  it('reads several accounts, and clusters', () =>
    expect(
      resolveWith(both, '-', 'spotinst_account_id: [act-1, act-2, act-1]\nclusters: {kafka: [sig-1, "kafka-*"]}'),
    ).toMatchObject({
      accounts: ['act-1', 'act-2'],
      clusters: { kafka: ['sig-1', 'kafka-*'] },
      configFile: undefined,
    }));

  it.each([
    ['vaulted', 'spotinst_api_token: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n'],
    ['a template', "spotinst_api_token: \"{{ lookup('env', 'X') }}\"\n"],
  ])('counts a value that is %s as absent, and reports it when needed', (_, text) => {
    const path = write('a.spotinst_esg.yml', text);
    expect(resolveWith(both).token).toBe('env-token');
    const { message, hint } = errorOf(() => resolveWith({ SPOTINST_ACCOUNT: 'act-1' }));
    expect(message).toContain('only Ansible can read');
    expect(hint).toContain(path);
  });

  it.each([
    ['no token', { SPOTINST_ACCOUNT: 'act-1' }, '', 'spotinst_api_token', 'SPOTINST_API_TOKEN'],
    ['no account', { SPOTINST_TOKEN: 't' }, '', 'spotinst_account_id', 'SPOTINST_ACCOUNT_ID'],
    ['an unknown setting', both, 'spotinst_acount_id: act-1', 'Did you mean "spotinst_account_id"?', 'docs/'],
    ['a wrong type', both, 'include_addressless: 7', 'include_addressless', 'docs/'],
    ['broken YAML', both, 'a: [1\nspotinst_api_token: hush', 'standard input:2:1', 'spotinst_api_token: …'],
    [
      'a key written twice',
      both,
      'store: a\nstore: b',
      'standard input:2:1 is not valid YAML: the same key is set twice',
      'store: …',
    ],
    ['a list', both, '- a', 'not a mapping', 'key: value'],
    ['an account with a space', { ...both, SPOTINST_ACCOUNT_ID: 'act 1' }, '', 'spotinst_account_id', 'act-'],
    [
      'a token in quotes',
      { ...both, SPOTINST_API_TOKEN: '"hush"' },
      '',
      'spotinst_api_token has quotes around it',
      'Remove the quotes',
    ],
    [
      'a token in curly quotes',
      { ...both, SPOTINST_API_TOKEN: '\u201Chush\u201D' },
      '',
      'has quotes around it',
      'Remove',
    ],
    ['a token with one quote', { ...both, SPOTINST_API_TOKEN: "hush'" }, '', 'has quotes around it', 'Remove'],
    ['a token with a line break', { ...both, SPOTINST_API_TOKEN: 'hush\nhush' }, '', 'spotinst_api_token', 'again'],
    ['an invalid URL', { ...both, SPOTINST_API_URL: 'nowhere' }, '', 'spotinst_api_url', 'https://'],
    [
      'plain http to another machine',
      { ...both, SPOTINST_API_URL: 'http://example.com' },
      '',
      'unencrypted',
      'https://',
    ],
    ['an invalid duration', { ...both, SPOTINST_TIMEOUT: 'soon' }, '', 'spotinst_timeout', '500ms'],
    [
      'an unknown profile',
      { ...both, SPOTINST_PROFILE: 'x', SPOTINST_TOKEN: '', SPOTINST_API_TOKEN: '' },
      '',
      'credentials',
      'default',
    ],
  ])('refuses %s with exit code 2, place and hint, and shows no secret', (_, env, yaml, message, hint) => {
    const error = errorOf(() => resolveWith(env, '-', yaml));
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
    expect(JSON.stringify(error) + String(error.stack)).not.toContain('hush');
  });

  it('names the files when there are several config files', () => {
    write('a.spotinst_esg.yml', '');
    write('inventories/b.spotinst_esg.yaml', '');
    const { message, exitCode } = errorOf(() => resolveWith(both));
    expect(message).toMatch(/a\.spotinst_esg\.yml.*b\.spotinst_esg\.yaml/);
    expect(exitCode).toBe(2);
    expect(resolveWith({ ...both, ESG_CONFIG: 'a.spotinst_esg.yml' }).configFile).toBe(
      join(folder, 'a.spotinst_esg.yml'),
    );
  });

  it('names a config file that does not exist', () =>
    expect(errorOf(() => resolveWith(both, 'none.yml'))).toMatchObject({ code: 'config-missing', exitCode: 2 }));
});

describe('resolveStoreSettings', () => {
  const resolve = (env: Record<string, string>, configPath?: string) =>
    resolveStoreSettings({ env: { HOME: folder, ...env }, cwd: folder, configPath });

  it('needs no token', () =>
    expect(resolve({ ESG_STORE_URL: 'redis://db' })).toMatchObject({
      store: 'redis://db',
      stateDir: join(folder, '.local/state/esg-recycler'),
      cacheDir: join(folder, '.cache/esg-recycler'),
    }));

  it('prefers the config file', () => {
    const file = write('a.spotinst_esg.yml', 'store: sqlite:///file\n');
    expect(resolve({ ESG_STORE_URL: 'redis://db', ESG_STATE_DIR: '/state' }, file)).toMatchObject({
      store: 'sqlite:///file',
      stateDir: '/state',
    });
  });
});
