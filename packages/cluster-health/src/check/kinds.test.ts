import { expect, it } from '@jest/globals';
import { rulesOf } from '../judging/judgement.ts';
import { kinds, kindsThatChange } from './kinds.ts';

it.each(Object.keys(kinds))('lists %s among the kinds that change the cluster if it does', async (name) => {
  const kind = await kinds[name]!();
  const changes = kindsThatChange.has(name);
  expect('prepare' in kind || 'restore' in kind).toBe(changes);
});

it.each(Object.keys(kinds))('documents every rule of %s in sentences', async (name) => {
  for (const { code, requires, why, onFailure, override, source, isOverridable = false } of rulesOf(
    await kinds[name]!(),
  )) {
    const texts = [requires, why, onFailure, ...(override === undefined ? [] : [override])];
    const isSentence = (text: string) => /^[A-Z`].*\.$/.test(text);
    expect([code, texts.filter((text) => !isSentence(text)), source !== '']).toEqual([code, [], true]);
    expect([code, override !== undefined]).toEqual([code, isOverridable]);
  }
});
