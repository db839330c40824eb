import { expect, it } from '@jest/globals';
import { opensearch } from './opensearch.ts';
import { a, b, c, type SearchSceneChange, nodeDown, scene, silence, view } from './test-support/three-nodes.ts';

const dataOnly = view('A', { roles: ['data'] });
const votingOnly = view('A', { roles: ['cluster_manager', 'voting_only', 'data'] });

it.each<[name: string, change: SearchSceneChange, address: string, standing: object]>([
  ['the elected cluster manager', {}, c, { isServing: true, role: 'leader', isEligible: true }],
  ['a node that may be elected', {}, b, { isServing: true, role: 'follower', isEligible: true }],
  ['one that never is', { views: { [a]: dataOnly } }, a, { isServing: true, role: 'follower', isEligible: false }],
  ['one that only votes', { views: { [a]: votingOnly } }, a, { isServing: true, role: 'follower', isEligible: false }],
  ['one that is down', nodeDown, a, { isServing: false, role: 'unknown' }],
  ['one that hangs', { views: { [a]: silence } }, a, { isServing: false, role: 'unknown' }],
  ['one that is not in the cluster', { views: { [a]: view('X') } }, a, { isServing: false }],
  ['one that is cut off', { views: { [a]: view('A', { manager: undefined }) } }, a, { isServing: false }],
])('how %s stands', (_, change, address, standing) => {
  const [snapshot] = scene(change);
  expect(opensearch.standing(snapshot, address)).toMatchObject(standing);
});

it('nobody’s role is known where the cluster cannot be read', () => {
  const [blind] = scene({ cluster: { why: 'timed out' } });
  expect(opensearch.standing(blind, c)).toEqual({ isServing: false, role: 'unknown' });
});
