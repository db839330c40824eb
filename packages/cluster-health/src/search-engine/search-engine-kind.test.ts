import { expect, it } from '@jest/globals';
import { opensearch } from './opensearch.ts';
import { a, b, c, type SearchSceneChange, nodeDown, scene, silence, view } from './test-support/three-nodes.ts';

const dataOnly = view('A', { roles: ['data'] });
const votingOnly = view('A', { roles: ['cluster_manager', 'voting_only', 'data'] });

it.each<[name: string, change: SearchSceneChange, address: string, standing: object]>([
  ['the elected cluster manager', {}, c, { isServing: true, role: 'leader', isEligible: true }],
  ['a node that may be elected', {}, b, { isServing: true, role: 'follower', isEligible: true }],
  ['a data node', { views: { [a]: dataOnly } }, a, { isServing: true, role: 'follower', isEligible: false }],
  ['a voting-only node', { views: { [a]: votingOnly } }, a, { isServing: true, role: 'follower', isEligible: false }],
  ['a node that is down', nodeDown, a, { isServing: false, role: 'unknown' }],
  ['a node that hangs', { views: { [a]: silence } }, a, { isServing: false, role: 'unknown' }],
  ['a node outside the cluster', { views: { [a]: view('X') } }, a, { isServing: false }],
  ['a node that is cut off', { views: { [a]: view('A', { manager: undefined }) } }, a, { isServing: false }],
])('has the standing of %s', (_, change, address, standing) => {
  const [snapshot] = scene(change);
  expect(opensearch.standing(snapshot, address)).toMatchObject(standing);
});

it('has an unknown role if the cluster cannot be read', () => {
  const [blind] = scene({ cluster: { why: 'timed out' } });
  expect(opensearch.standing(blind, c)).toEqual({ isServing: false, role: 'unknown' });
});
