import { describe, expect, it } from '@jest/globals';
import { censor, censoredCommand } from './censor.ts';

describe('censor', () => {
  it.each([
    ['the user part of a URL', 'redis://me:hunter2@db:6379/0', 'redis://***@db:6379/0'],
    ['a password in a query', 'https://db/x?user=me&password=hunter2&v=1', 'https://db/x?user=me&password=***&v=1'],
    ['the first parameter of a query', 'https://host/x?token=abc', 'https://host/x?token=***'],
    ['a parameter beside others', 'https://host/x?a=1&api_key=abc&b=2', 'https://host/x?a=1&api_key=***&b=2'],
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

  it.each([
    ['https://hooks.example.com/T0/B0/hunter2', 'https://hooks.example.com/***'],
    ['chat+https://me:hunter2@example.com:8443/x?y=1', 'chat+https://example.com:8443/***'],
    ['hunter2', '***'],
  ])('keeps only the host of the receiver %s', (receiver, shown) => {
    expect(censoredCommand(['x', '--notify', receiver, '--yes'])).toBe(`x --notify ${shown} --yes`);
    expect(censoredCommand(['x', `--notify=${receiver}`])).toBe(`x --notify=${shown}`);
  });

  it('keeps the reason of an override, but no known secret in it', () =>
    expect(censoredCommand(['x', '--override', 'old-token=rotated by alice, see s3cr3t'], ['s3cr3t'])).toBe(
      "x --override 'old-token=rotated by alice, see ***'",
    ));
});
