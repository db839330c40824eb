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
  it('selects the given groups, with all groups of the cluster', () => {
    const found = selectCluster(known, context, { esg: ['kafka-b', 'sig-2'] });
    expect([found.name, ids(found.chosen), ids(found.members)]).toEqual(['kafka', ['sig-2'], ['sig-1', 'sig-2']]);
  });

  it('selects every group of a cluster', () => {
    const found = selectCluster(known, context, { cluster: 'kafka' });
    expect([ids(found.chosen), ids(found.members)]).toEqual([
      ['sig-1', 'sig-2'],
      ['sig-1', 'sig-2'],
    ]);
  });

  it('treats an unlisted group as a cluster of its own', () => {
    expect(selectCluster(known, context, { esg: ['zookeeper'] })).toMatchObject({ name: 'sig-3' });
    expect(selectCluster(known, context, { cluster: 'sig-3' })).toMatchObject({ name: 'sig-3' });
  });

  it.each([
    ['groups of two clusters', { esg: ['sig-1', 'sig-3'] }, 'clusters-differ'],
    ['an unknown cluster', { cluster: 'kafkaa' }, 'cluster-unknown'],
    ['an unknown group', { esg: ['sig-9'] }, 'group-unknown'],
    ['an empty selection', { esg: [] }, 'group-missing'],
  ])('refuses %s', (_, selection, code) => {
    expect(() => selectCluster(known, context, selection)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
  });
});
