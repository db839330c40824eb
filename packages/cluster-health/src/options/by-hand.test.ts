import { expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { shellWord } from './by-hand.ts';

it.each(['plain', 'http://[::1]:9200/a?b=c&d', '{"a":null}', "it's", "''", '$HOME `id` \\ "x"', '*'])(
  'is read unchanged by the shell: %s',
  (text) => expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text),
);
