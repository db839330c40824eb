import { expect, it } from '@jest/globals';
import { kinds, kindsThatChange } from './kinds.ts';

it.each(Object.keys(kinds))('lists %s among the kinds that change the cluster if it does', async (name) => {
  const kind = await kinds[name]!();
  const changes = kindsThatChange.has(name);
  expect('prepare' in kind || 'restore' in kind).toBe(changes);
});
