import { describe, expect, it } from '@jest/globals';
import { checkClusters, clusterOf, isSelectedBy } from './cluster.ts';

const group = { id: 'sig-1', name: 'kafka a [prod]' };

describe('isSelectedBy', () => {
  it.each([
    ['sig-1', true],
    ['kafka a [prod]', true],
    ['kafka*', true],
    ['*prod]', true],
    ['sig-*', true],
    ['kafka', false],
    ['KAFKA*', false],
    ['!zoo*', false],
    ['sig-2', false],
  ])('%j', (selector, expected) => expect(isSelectedBy(group, selector)).toBe(expected));

  it('treats an exclamation mark literally, not as a negation', () =>
    expect(isSelectedBy({ id: 'sig-2', name: '!important' }, '!imp*')).toBe(true));
});

describe('clusterOf', () => {
  it('is the cluster that lists the group', () =>
    expect(clusterOf(group, { zoo: ['sig-9'], kafka: ['kafka *'] })).toBe('kafka'));
  it('is the group itself when no cluster lists it', () => expect(clusterOf(group, { zoo: ['sig-9'] })).toBe('sig-1'));

  it.each([
    ['by a name and a glob', { zoo: ['sig-1'], kafka: ['kafka *'] }],
    ['by the same id', { zoo: ['sig-1'], kafka: ['sig-1'] }],
  ])('refuses a group that two clusters list %s', (_, clusters) =>
    expect(() => clusterOf(group, clusters)).toThrow(
      expect.objectContaining({
        code: 'clusters-overlap',
        exitCode: 2,
        message: expect.stringContaining('zoo, kafka'),
      }),
    ),
  );
});

describe('checkClusters', () => {
  const groups = [group, { id: 'sig-2', name: 'zookeeper' }];
  const errorOf = (clusters: Record<string, string[]>): unknown => {
    try {
      return checkClusters(clusters, groups);
    } catch (error) {
      return error;
    }
  };

  it('accepts ids and names that exist, and globs', () =>
    expect(errorOf({ kafka: ['sig-1', 'none-*'], zoo: ['zookeeper'] })).toBeUndefined());

  it('refuses a name that no group has, because it would split a quorum', () =>
    expect(errorOf({ zoo: ['sig-1', 'zookeper'] })).toMatchObject({
      code: 'clusters-unknown',
      exitCode: 2,
      message: expect.stringContaining('Did you mean "zookeeper"?'),
    }));
});
