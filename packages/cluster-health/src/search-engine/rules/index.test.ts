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

it('allows overrides of rules that the user can accept', () => {
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

it('reports a cluster that cannot be read once', () => {
  const [blind, question] = scene({ cluster: { why: 'timed out' } });
  const found = rules.flatMap((rule) => rule.judge(blind, question).map(({ message }) => [rule.code, message]));
  expect(found).toEqual([['cluster-whole', 'The cluster cannot be read: timed out']]);
});

it('recycles the voting one of two nodes that is down with an override', () => {
  const judged = (...overrides: [string, string][]) => judge(opensearch, ...scene(quorumGone), new Map(overrides));
  expect(judged()).toMatchObject({ safe: false, unsatisfiable: ['cluster-manager-quorum'] });
  expect(judged(['cluster-manager-quorum', 'at night'])).toMatchObject({ safe: true, outage: true });
});

it('recycles a cluster that stays yellow with an override', () => {
  const copies = [...cluster.copies, copy('docs/0', 'replica', 'C'), copy('docs/0', 'replica')];
  const unassigned = new Map([['docs/0', refusedEverywhere('same_shard')]]);
  const short = { health: yellow, copies, unassigned };
  const overridden = new Map([['status-green', 'one copy more than nodes']]);
  expect(judge(opensearch, ...scene({ cluster: short }), new Map())).toMatchObject({ unsatisfiable: ['status-green'] });
  expect(judge(opensearch, ...scene({ cluster: short }), overridden)).toMatchObject({ safe: true, unsatisfiable: [] });
  const oneDown = { ...short, members: members('A', 'B') };
  expect(judge(opensearch, ...scene({ cluster: oneDown }), overridden)).toMatchObject({
    safe: false,
    unsatisfiable: [],
  });
});

it('does not override for a silent node that may have the only copy', () => {
  const scenes = [unplaced, { ...unplaced, cluster: { ...unplaced.cluster, health: red } }];
  const overrides = new Map(rules.filter((rule) => rule.isOverridable).map(({ code }) => [code, 'x']));
  for (const change of scenes) {
    expect(judge(opensearch, ...scene(change), overrides)).toMatchObject({ safe: false, unsatisfiable: [] });
  }
});
