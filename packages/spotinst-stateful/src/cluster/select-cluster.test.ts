import { describe, expect, it } from '@jest/globals';
import type { AccountGroup, SpotClient } from '@esg-recycler/spotinst-client';
import { type Member, selectCluster } from './cluster.ts';

const group = (id: string, name: string): AccountGroup => ({
  accountId: 'act-1',
  group: { id, name, region: 'us-east-1' },
});
const known = [group('sig-1', 'kafka-a'), group('sig-2', 'kafka-b'), group('sig-3', 'zookeeper')];
const clients = [{ accountId: 'act-1' } as SpotClient];
const context = { clients, clusters: { kafka: ['kafka-*'] } };
const ids = (members: readonly Member[]): string[] => members.map((one) => one.group.id);

describe('selectCluster', () => {
  it('takes the groups that are named, and holds the whole cluster', () => {
    const found = selectCluster(known, context, { esg: ['kafka-b', 'sig-2'] });
    expect([found.name, ids(found.chosen), ids(found.members)]).toEqual(['kafka', ['sig-2'], ['sig-1', 'sig-2']]);
  });

  it('takes every group of a cluster', () => {
    const found = selectCluster(known, context, { cluster: 'kafka' });
    expect([ids(found.chosen), ids(found.members)]).toEqual([
      ['sig-1', 'sig-2'],
      ['sig-1', 'sig-2'],
    ]);
  });

  it('lets a group that no cluster names be a cluster of its own', () => {
    expect(selectCluster(known, context, { esg: ['zookeeper'] })).toMatchObject({ name: 'sig-3' });
    expect(selectCluster(known, context, { cluster: 'sig-3' })).toMatchObject({ name: 'sig-3' });
  });

  it.each([
    ['groups of two clusters', { esg: ['sig-1', 'sig-3'] }, 'clusters-differ'],
    ['a cluster that nobody belongs to', { cluster: 'kafkaa' }, 'cluster-unknown'],
    ['a group that does not exist', { esg: ['sig-9'] }, 'group-unknown'],
    ['nothing', { esg: [] }, 'group-missing'],
  ])('refuses %s', (_, selection, code) => {
    expect(() => selectCluster(known, context, selection)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
  });
});
