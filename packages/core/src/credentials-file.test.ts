import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EsgError } from './esg-error.ts';
import { parseCredentials } from './credentials-file.ts';
import { resolveSettings } from './settings.ts';

const complete = { token: 'secret', account: 'act-1' };

describe('a credentials file', () => {
  it.each([
    ['INI', '[default]\ntoken = secret\naccount = act-1\n'],
    ['INI without a section', 'token = secret\naccount=act-1\n'],
    ['INI with a key outside the section', 'account = act-1\n[default]\ntoken = "secret"\n'],
    [
      'INI with CRLF, a byte order mark and comments',
      '\uFEFF# mine\r\n[default]\r\ntoken = secret\r\naccount = act-1\r\n',
    ],
    ['YAML', 'default: # profile\n  token: "secret"\n  account: act-1\n'],
    ['YAML with a document mark', "---\ndefault:\n  token: 'secret'\n  account: act-1\n"],
    ['YAML without a profile', 'token: secret\naccount: act-1\n'],
    ['JSON', '{"default": {"token": "secret", "account": "act-1"}}'],
    ['JSON without a profile', '{"token": "secret", "account": "act-1"}'],
  ])('can be %s', (_, text) => expect(parseCredentials(text, 'default')).toMatchObject(complete));

  it('reads digits in YAML as text', () =>
    expect(parseCredentials('default:\n  token: 00123\n  account: 1e3\n', 'default')).toMatchObject({
      token: '00123',
      account: '1e3',
    }));

  it('completes other profiles in YAML from [default]', () => {
    const text = 'default:\n  token: t0\n  account: act-0\nstage:\n  account: act-1\n';
    expect(parseCredentials(text, 'stage')).toMatchObject({ token: 't0', account: 'act-1' });
    expect(parseCredentials(text, 'none')).toBeUndefined();
    expect(parseCredentials('token = t0\n', 'stage')).toBeUndefined();
  });
});

describe('a credentials file without usable credentials', () => {
  const errorFor = (text: string, env = {}): EsgError => {
    const folder = mkdtempSync(join(tmpdir(), 'credentials-'));
    const path = join(folder, 'creds');
    try {
      writeFileSync(path, text);
      resolveSettings({ env: { HOME: folder, SPOTINST_CREDENTIALS_FILE: path, ...env }, cwd: folder });
    } catch (error) {
      const { message, hint, exitCode, code } = error as EsgError;
      return { message: message.replaceAll(path, 'FILE'), hint, exitCode, code } as EsgError;
    } finally {
      rmSync(folder, { recursive: true });
    }
    throw new Error('it did not fail');
  };

  it.each([
    [
      'only other profiles',
      '[prod]\ntoken = hush\n',
      'FILE has no profile [default], and no token and account outside a profile; it has [prod]',
    ],
    ['no token', '[default]\naccount = act-1\n', 'FILE has no token in [default]'],
    [
      'a token with another key',
      'default:\n  spotinst_token: hush\n  account: act-1\n',
      'FILE has no token in [default], but spotinst_token',
    ],
    [
      'another key, without a section',
      'api_token = hush\naccount = act-1\n',
      'FILE has no token in [default], but api_token',
    ],
    ['an empty token', '[default]\ntoken =\naccount = act-1\n', 'FILE has no token in [default]'],
    ['nothing', '', 'FILE has no profile [default]'],
    ['comments', '# token = hush\n', 'FILE has no profile [default]'],
    ['a bare token', 'hush\n', 'FILE has neither a [profile] nor "token = …"'],
    [
      'broken YAML',
      'default:\n  token: "hush\n',
      'FILE:3:1 is not valid YAML: a quote or a bracket that was opened before this line is not closed',
    ],
    ['broken JSON', '{"token":\n"hush"', 'FILE:2:7 is not valid JSON'],
    [
      'no account',
      'token: hush\n',
      'No Spot account: spotinst_account_id is not set; the credentials file FILE has no account in [default]',
    ],
  ])('is reported with what is missing: %s', (_, text, message) => {
    const error = errorFor(text);
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain(message);
    expect(JSON.stringify(error)).not.toContain('hush');
  });

  it('is not an error when it is not needed', () => {
    const env = { SPOTINST_CREDENTIALS_FILE: '/no/such', SPOTINST_TOKEN: 't', SPOTINST_ACCOUNT: 'act-1' };
    expect(resolveSettings({ env, cwd: '/' })).toMatchObject({ token: 't', accounts: ['act-1'] });
  });
});
