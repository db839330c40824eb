import { describe, expect, it } from '@jest/globals';
import { kafka } from '../kafka/index.ts';
import type { Kind } from '../kind/kind.ts';
import { kinds } from './kinds.ts';
import { describeProblem, keysAt } from '../options/options-problem.ts';
import { http } from '../http/index.ts';
import { tcp } from '../tcp/index.ts';

const problemsOf = ({ options }: Kind, document: unknown) =>
  options.safeParse(document).error?.issues.map((issue) => describeProblem(issue, document, options));

describe('describeProblem', () => {
  it.each<[string, Kind, unknown, string[]]>([
    ['a missing option', tcp, {}, ['ports is required']],
    [
      'a missing nested option',
      kafka,
      { sasl: { mechanism: 'PLAIN', username: 'ann' } },
      ['sasl.password is required'],
    ],
    [
      'an unknown option that is similar to another',
      tcp,
      { ports: [1], port: 2 },
      ['unknown option port. Did you mean "ports"?'],
    ],
    ['an unknown option', tcp, { ports: [1], hostname: 'a' }, ['unknown option hostname']],
    ['an unknown nested option', http, { tls: { crt: 'x' } }, ['unknown option tls.crt. Did you mean "cert"?']],
    [
      'an unknown nested option that is not similar to any',
      http,
      { tls: { password: 'x' } },
      ['unknown option tls.password. Valid options: ca, cert, key, verify, server_name.'],
    ],
    ['several problems', tcp, { ports: [1], a: 1, b: 2 }, ['unknown option a; unknown option b']],
    ['a wrong value', tcp, { ports: [0] }, ['Too small: expected number to be >=1, at ports[0]']],
    ['a wrong type', tcp, { ports: null }, ['Invalid input: expected array, received null, at ports']],
    ['a list', tcp, [1], ['Invalid input: expected object, received array']],
    ['a contradiction', http, { password: 'x' }, ['username and password must be set together']],
  ])('reports %s', (_, kind, document, problems) => expect(problemsOf(kind, document)).toEqual(problems));
});

it.each(Object.keys(kinds))('finds the options of %s', async (name) =>
  expect(keysAt((await kinds[name]!()).options)).toContain('timeout'),
);

describe('the scheme', () => {
  const credentials = { username: 'ann', password: 'secret' };

  it.each(['http', 'opensearch', 'elasticsearch', 'etcd', 'rabbitmq'])('of %s is https if tls is set', async (name) => {
    const kind = await kinds[name]!();
    const schemeFor = (given: object) =>
      (kind.options.parse({ ...credentials, ...given }) as { scheme: string }).scheme;
    expect(schemeFor({})).toBe('http');
    expect(schemeFor({ tls: {} })).toBe('https');
    expect(schemeFor({ scheme: 'https' })).toBe('https');
    expect(schemeFor({ scheme: 'https', tls: {} })).toBe('https');
    expect(problemsOf(kind, { ...credentials, scheme: 'http', tls: {} })).toEqual(['tls requires scheme: https']);
  });

  it('is an option of no other kind', async () => {
    const loaded = await Promise.all(Object.values(kinds).map(async (load) => load()));
    const withScheme = loaded.filter(({ options }) => keysAt(options).includes('scheme')).map(({ name }) => name);
    expect(withScheme.toSorted()).toEqual(['elasticsearch', 'etcd', 'http', 'opensearch', 'rabbitmq']);
  });
});

it('uses the port of https if tls is set', async () =>
  expect((await kinds.rabbitmq!()).options.parse({ username: 'ann', password: 'x', tls: {} })).toMatchObject({
    port: 15_671,
  }));
