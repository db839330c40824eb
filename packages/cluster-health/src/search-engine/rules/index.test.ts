import { expect, it } from '@jest/globals';
import { judge } from '../../judging/judgement.ts';
import { opensearch } from '../opensearch.ts';
import {
  cluster,
  copy,
  members,
  quorumGone,
  red,
  refusedEverywhere,
  scene,
  unplaced,
  yellow,
} from '../test-support/three-nodes.ts';
import { rules } from './index.ts';

it('only what is for the user to accept can be overridden', () => {
  const overridable = rules.filter((rule) => rule.isOverridable).map(({ code }) => code);
  expect(overridable).toEqual([
    'status-green',
    'started-copy-elsewhere',
    'index-replicas',
    'cluster-manager-quorum',
    'role-elsewhere',
    'disk-watermark',
    'members-known',
    'voting-exclusions',
    'copies-return',
  ]);
});

it('a cluster that cannot be read is found once', () => {
  const [blind, question] = scene({ cluster: { why: 'timed out' } });
  const found = rules.flatMap((rule) => rule.judge(blind, question).map(({ message }) => [rule.code, message]));
  expect(found).toEqual([['cluster-whole', 'The cluster cannot be read: timed out']]);
});

it('of two nodes, the one with the vote may be brought back once that is spoken for', () => {
  const judged = (...overrides: [string, string][]) => judge(opensearch, ...scene(quorumGone), new Map(overrides));
  expect(judged()).toMatchObject({ safe: false, unsatisfiable: ['cluster-manager-quorum'] });
  expect(judged(['cluster-manager-quorum', 'at night'])).toMatchObject({ safe: true, outage: true });
});

it('a cluster that stays yellow may be rolled once that is spoken for, but for what may still heal', () => {
  const copies = [...cluster.copies, copy('docs/0', 'replica', 'C'), copy('docs/0', 'replica')];
  const unassigned = new Map([['docs/0', refusedEverywhere('same_shard')]]);
  const short = { health: yellow, copies, unassigned };
  const spoken = new Map([['status-green', 'one copy more than nodes']]);
  expect(judge(opensearch, ...scene({ cluster: short }), new Map())).toMatchObject({ unsatisfiable: ['status-green'] });
  expect(judge(opensearch, ...scene({ cluster: short }), spoken)).toMatchObject({ safe: true, unsatisfiable: [] });
  const oneDown = { ...short, members: members('A', 'B') };
  expect(judge(opensearch, ...scene({ cluster: oneDown }), spoken)).toMatchObject({ safe: false, unsatisfiable: [] });
});

it('no override lets a silent node go that may hold the only copy', () => {
  const scenes = [unplaced, { ...unplaced, cluster: { ...unplaced.cluster, health: red } }];
  const overrides = new Map(rules.filter((rule) => rule.isOverridable).map(({ code }) => [code, 'x']));
  for (const change of scenes) {
    expect(judge(opensearch, ...scene(change), overrides)).toMatchObject({ safe: false, unsatisfiable: [] });
  }
});
