import { describe, expect, it } from '@jest/globals';
import { censor, censoredCommand } from './censor.ts';

describe('censor', () => {
  it.each([
    ['the user part of a URL', 'redis://me:hunter2@db:6379/0', 'redis://***@db:6379/0'],
    ['a password in a query', 'https://db/x?user=me&password=hunter2&v=1', 'https://db/x?user=me&password=***&v=1'],
    ['an authorization header', 'Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
    ['a variable of Ansible', '{"kafka_password": "hunter2", "port": 9092}', '{"kafka_password": ***, "port": 9092}'],
    ['a value in quotes', "api_token='a b' x=1", 'api_token=*** x=1'],
  ])('hides %s', (_, text, expected) => expect(censor(text)).toBe(expected));

  it('hides known secrets, the longest first', () =>
    expect(censor('x-abcd-abcdef-y', ['abcd', 'abcdef', 'x'])).toBe('x-***-***-y'));

  it.each(['--limit 10.0.0.11', 'https://host/path?x=1', 'vault_password_file=/run/vault', 'key=value'])(
    'keeps %s',
    (text) => expect(censor(text)).toBe(text),
  );
});

describe('censoredCommand', () => {
  it('can be pasted into a shell', () =>
    expect(censoredCommand(['recycle-runner', '--esg', "kafka's zone *"])).toBe(
      String.raw`recycle-runner --esg 'kafka'\''s zone *'`,
    ));

  it('hides the value after an option with a secret name', () =>
    expect(censoredCommand(['x', '--api-token', 'abc', '--vault-password-file', 'f'])).toBe(
      "x --api-token '***' --vault-password-file f".replace("'***'", '***'),
    ));

  it('keeps the reason of an override, but no known secret in it', () =>
    expect(censoredCommand(['x', '--override', 'old-token=rotated by alice, see s3cr3t'], ['s3cr3t'])).toBe(
      "x --override 'old-token=rotated by alice, see ***'",
    ));
});
