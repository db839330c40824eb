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
    expect([code, texts.filter((text) => !isSentence(text)), /https:|rule of this project/.test(source)]).toEqual([
      code,
      [],
      true,
    ]);
    expect([code, override !== undefined]).toEqual([code, isOverridable]);
  }
});

it.each(Object.keys(kinds))('gives every rule of %s an id and a code of its own', async (name) => {
  const rules = rulesOf(await kinds[name]!());
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
});
