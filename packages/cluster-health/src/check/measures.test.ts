import { describeMeasure } from '@esg-recycler/core';
import { describe, expect, it } from '@jest/globals';
import { etcd } from '../etcd/index.ts';
import * as etcdScene from '../etcd/test-support/snapshots.ts';
import { measure } from '../judging/measure.ts';
import { kafka } from '../kafka/index.ts';
import * as kafkaScene from '../kafka/test-support/three-brokers.ts';
import type { Kind } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import { rabbitmq } from '../rabbitmq/index.ts';
import * as rabbitScene from '../rabbitmq/test-support/three-nodes.ts';
import { redis } from '../redis/index.ts';
import * as redisScene from '../redis/test-support/snapshots.ts';
import { opensearch } from '../search-engine/opensearch.ts';
import * as searchScene from '../search-engine/test-support/three-nodes.ts';
import { command } from '../command/index.ts';
import { tcp } from '../tcp/index.ts';
import { questionOf } from '../test-support/questions.ts';
import { zookeeper } from '../zookeeper/index.ts';
import * as ensemble from '../zookeeper/test-support/ensembles.ts';

const after = { phase: 'after' } as const;
const textOf = (kind: Kind, snapshot: unknown, question: HealthQuestion): string =>
  (measure(kind, snapshot, question).numbers ?? []).map(describeMeasure).join(', ');

const { partition, quorum, voter } = kafkaScene;
const behind = {
  all: {
    partitions: [partition('orders-0', [1, 2, 3], [2, 3]), partition('orders-1', [2, 3, 1], [2, 1])],
    quorum: quorum({ voters: [voter(1, 9000), voter(2), voter(3)] }),
  },
};

describe('the numbers of a health check', () => {
  it.each<[string, Kind, readonly [unknown, HealthQuestion], string]>([
    [
      'ZooKeeper',
      zookeeper,
      [
        ensemble.snapshotOf({ a: ensemble.down, b: ensemble.follower(), c: ensemble.leader(1) }),
        ensemble.ask(ensemble.complete, after),
      ],
      'nodes serving 2 of 3, followers synced 1 of 2',
    ],
    [
      'Kafka without the leaving broker',
      kafka,
      kafkaScene.scene(behind),
      'nodes serving 2 of 2, partitions in sync 1 of 2, controllers caught up 2 of 2',
    ],
    [
      'Kafka after the recycle',
      kafka,
      kafkaScene.scene({ ...behind, question: after }),
      'nodes serving 3 of 3, partitions in sync 0 of 2, controllers caught up 2 of 3',
    ],
    [
      'etcd',
      etcd,
      [
        etcdScene.snapshotOf({ ...etcdScene.complete, a: etcdScene.view({ applied: 4100 }) }),
        etcdScene.ask(etcdScene.complete, after),
      ],
      'nodes serving 3 of 3, entries behind the leader 900',
    ],
    [
      'Redis',
      redis,
      [redisScene.snapshotOf({ d: redisScene.down }), questionOf({ ...after, nodes: 'abcdef'.split('') })],
      'nodes serving 5 of 6, slots covered 16384 of 16384, replicas in sync 2 of 3',
    ],
    [
      'OpenSearch',
      opensearch,
      searchScene.scene({
        cluster: { health: { ...searchScene.yellow, relocating: 2 }, copies: searchScene.replicaMissing },
        question: after,
      }),
      'nodes serving 3 of 3, status yellow, shard copies started 3 of 4, relocating 2',
    ],
    [
      'RabbitMQ',
      rabbitmq,
      rabbitScene.scene({
        queues: [
          rabbitScene.quorum('orders', [rabbitScene.one, rabbitScene.two], [rabbitScene.one]),
          rabbitScene.quorum('mail', [rabbitScene.one, rabbitScene.two]),
        ],
        question: after,
      }),
      'nodes serving 3 of 3, replicated queues complete 1 of 2',
    ],
    ['a port', tcp, [new Map([['a', []]]), questionOf({ ...after, expect: 4 })], 'nodes serving 1 of 4'],
    ['a program, which knows one node', command, [{ node: 'a' }, questionOf()], ''],
  ])('are those of %s', (_, kind, [snapshot, question], text) => {
    expect(textOf(kind, snapshot, question)).toBe(text);
  });

  it.each([
    ['a ZooKeeper leader does not report', zookeeper, { members: new Map(), maxOutstandingRequests: 1 }],
    ['no OpenSearch node reports', opensearch, searchScene.scene({ cluster: searchScene.silence })[0]],
    ['no etcd member reports', etcd, etcdScene.snapshotOf({ a: etcdScene.down })],
    ['no Redis node reports', redis, redisScene.snapshotOf({ a: redisScene.down }, [])],
    ['no Kafka broker reports', kafka, kafkaScene.scene({ views: { a: kafkaScene.silence } })[0]],
    ['no RabbitMQ node reports', rabbitmq, { views: new Map(), contents: rabbitScene.silence }],
  ])('leave out what %s', (_, kind, snapshot) => {
    expect(textOf(kind, snapshot, questionOf({ ...after, nodes: ['a'] }))).toMatch(/^nodes serving 0 of 1/);
  });
});
