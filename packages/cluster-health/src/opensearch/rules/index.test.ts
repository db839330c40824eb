import { expect, it } from '@jest/globals';
import { scene } from '../test-support/three-nodes.ts';
import { rules } from './index.ts';

it('only what is for the user to accept can be overridden', () => {
  const overridable = rules.filter((rule) => rule.isOverridable).map(({ code }) => code);
  expect(overridable).toEqual(['index-replicas', 'cluster-manager-quorum', 'role-elsewhere', 'members-known']);
});

it('a cluster that cannot be read is found once', () => {
  const [blind, question] = scene({ cluster: { why: 'timed out' } });
  const found = rules.flatMap((rule) => rule.judge(blind, question).map(({ message }) => [rule.code, message]));
  expect(found).toEqual([['cluster-whole', 'The cluster cannot be read: timed out']]);
});
