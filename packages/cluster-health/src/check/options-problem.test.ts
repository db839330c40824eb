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
    ['what is missing', tcp, {}, ['ports is required']],
    ['what is missing within', kafka, { sasl: { mechanism: 'PLAIN', username: 'ann' } }, ['sasl.password is required']],
    [
      'an option that is near another',
      tcp,
      { ports: [1], port: 2 },
      ['there is no option port. Did you mean "ports"?'],
    ],
    ['one that is not', tcp, { ports: [1], hostname: 'a' }, ['there is no option hostname']],
    ['one within', http, { tls: { crt: 'x' } }, ['there is no option tls.crt. Did you mean "cert"?']],
    [
      'one within that is not near any',
      http,
      { tls: { password: 'x' } },
      ['there is no option tls.password. There are ca, cert, key, verify, server_name.'],
    ],
    ['several', tcp, { ports: [1], a: 1, b: 2 }, ['there is no option a; there is no option b']],
    ['a wrong value', tcp, { ports: [0] }, ['Too small: expected number to be >=1, at ports[0]']],
    ['a wrong type', tcp, { ports: null }, ['Invalid input: expected array, received null, at ports']],
    ['what is no mapping', tcp, [1], ['Invalid input: expected object, received array']],
    ['what contradicts', http, { password: 'x' }, ['username and password go together']],
  ])('tells %s', (_, kind, document, problems) => expect(problemsOf(kind, document)).toEqual(problems));
});

it.each(Object.keys(kinds))('knows the options of %s', async (name) =>
  expect(keysAt((await kinds[name]!()).options)).toContain('timeout'),
);
