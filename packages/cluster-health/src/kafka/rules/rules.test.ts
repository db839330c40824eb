import { describe, expect, it } from '@jest/globals';
import { brokersRegisteredCases, brokersServeCases, brokersListedCases } from '../test-support/cases/brokers.ts';
import { minInSyncReplicasCases, singleReplicaCases, logDirsOnlineCases } from '../test-support/cases/replicas.ts';
import { inSyncReplicasCases, gone } from '../test-support/cases/in-sync-replicas.ts';
import { activeControllerCases } from '../test-support/cases/controllers.ts';
import { controllerQuorumCases } from '../test-support/cases/controller-quorum.ts';
import { type KafkaCase, seen } from '../test-support/cases/case.ts';
import { b, c, type KafkaSceneChange, partition, scene, view } from '../test-support/three-brokers.ts';
import { rules } from './index.ts';

const tables: Record<string, readonly KafkaCase[]> = {
  'brokers-registered': brokersRegisteredCases,
  'min-in-sync-replicas': minInSyncReplicasCases,
  'in-sync-replicas': inSyncReplicasCases,
  'brokers-serve': brokersServeCases,
  'active-controller': activeControllerCases,
  'controller-quorum': controllerQuorumCases,
  'single-replica': singleReplicaCases,
  'brokers-listed': brokersListedCases,
  'log-dirs-online': logDirsOnlineCases,
};

describe('the hint of in-sync-replicas', () => {
  const hintOf = (change: KafkaSceneChange): string => {
    const rule = rules.find(({ code }) => code === 'in-sync-replicas')!;
    return rule.judge(...scene(change)).map(({ hint }) => hint)[0] ?? '';
  };
  const behind = { partitions: [partition('orders-0', [1, 2, 3], [1, 3])] };

  it('says that replicas catch up on their own only if they do', () => {
    expect(hintOf({ all: behind })).toContain('They catch up on their own');
    const onOfflineDir = hintOf({ all: behind, views: { [b]: view({ ...behind, offlineDirs: ['/data/2'] }) } });
    expect(onOfflineDir).toContain('only after its disk is repaired');
    const elsewhere = hintOf({ all: behind, views: { [c]: view({ ...behind, offlineDirs: ['/data/2'] }) } });
    expect(elsewhere).toContain('They catch up on their own');
    const reassignments = new Map([['orders-0', { adding: [2], removing: [] }]]);
    expect(hintOf({ all: { ...behind, reassignments } })).toContain('A reassignment is in progress');
  });

  it('names the commands for the replicas of a broker that is gone', () => {
    expect(hintOf(gone)).toMatch(/kafka-reassign-partitions.sh .*kafka-cluster.sh unregister .*--id 4/);
    const reassignments = new Map([['orders-0', { adding: [4], removing: [] }]]);
    expect(hintOf({ all: { ...gone.all, reassignments } })).toContain('--cancel');
  });
});

describe('every rule of Kafka', () => {
  it('has a table of cases', () => {
    expect(Object.keys(tables)).toEqual(rules.map(({ code }) => code));
  });

  it('can be overridden if it reports lasting problems beyond the options', () => {
    const lasting = Object.keys(tables).filter((code) =>
      tables[code]!.some(([, , ...expected]) => expected.some(([severity]) => severity === 'lasting')),
    );
    const overridable = rules.filter((rule) => rule.isOverridable).map(({ code }) => code);
    expect(lasting).toEqual(['brokers-registered', ...overridable]);
  });
});

for (const rule of rules) {
  describe(`${rule.id} ${rule.code}`, () => {
    it.each(tables[rule.code]!)('%s', (_, change, ...expected) => {
      const verdicts = rule.judge(...scene(change)).map(seen);
      expect(verdicts).toEqual(expected.map(([severity, part]) => [severity, expect.stringContaining(part)]));
    });
  });
}
