import { expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { findingsOf } from '../../test-support/questions.ts';
import { a, b, classic, scene, vhost } from '../test-support/three-nodes.ts';
import { rules } from './index.ts';

/** The codes of the rules that have a test file. */
const tables = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.test.ts') && file !== 'index.test.ts')
  .map((file) => file.replace('.test.ts', ''));

it('has a table of cases for every rule', () =>
  expect(tables.toSorted()).toEqual(rules.map(({ code }) => code).toSorted()));

it('prefers the contents reported by a node that is not being checked', () => {
  const [, question] = scene();
  const reportOf = (askedOf: string, name: string) => ({
    askedOf,
    vhosts: [vhost({ queues: [classic(name)] })],
    disabledFlags: [],
  });
  const [snapshot] = scene({ contents: [reportOf(a, 'old'), reportOf(b, 'new')] });
  expect(findingsOf(rules, 'R10', snapshot, question)).toEqual([expect.stringContaining('(new)')]);
  const [alone] = scene({ contents: [reportOf(a, 'old')] });
  expect(findingsOf(rules, 'R10', alone, question)).toEqual([expect.stringContaining('(old)')]);
});
