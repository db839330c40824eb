import { Writer } from '@platformatic/kafka';
import { broker, partition } from './three-brokers.ts';

/** The responses of a broker by call. The default is a healthy broker of three. */
export interface BrokerAnswers {
  /** The supported versions of each call. */
  versions: readonly [key: number, min: number, max: number][];
  metadata: (topics: readonly string[] | undefined) => Writer;
  quorum: () => Writer;
  configs: () => Writer;
  /** Its own configuration, requested by this id. */
  identity: (id: string) => Writer;
  logDirs: () => Writer;
  reassignments: () => Writer;
  /** The controllers that a controller knows. */
  cluster: () => Writer;
  /** The call to which it never responds. */
  silentAt?: 'metadata' | 'quorum';
  /** The error codes of the SASL handshake and of the authentication. */
  sasl?: { handshake?: number; authenticate?: number };
}

export const call = {
  metadata: 3,
  saslHandshake: 17,
  apiVersions: 18,
  saslAuthenticate: 36,
  configs: 32,
  logDirs: 35,
  reassignments: 46,
  quorum: 55,
  cluster: 60,
} as const;

const allVersions: BrokerAnswers['versions'] = [
  [call.metadata, 0, 13],
  [call.saslHandshake, 0, 1],
  [call.apiVersions, 0, 4],
  [call.saslAuthenticate, 0, 2],
  [call.configs, 1, 4],
  [call.logDirs, 1, 5],
  [call.reassignments, 0, 0],
  [call.quorum, 0, 2],
];

interface Topic {
  name: string;
  errorCode?: number;
  partitions?: (ReturnType<typeof partition> & { errorCode?: number })[];
}

/** Metadata, version 12, as brokers encode it. Its controller is an arbitrary broker. */
export const metadataAnswer = (topics: readonly Topic[], brokers = [1, 2, 3].map(broker)): Writer =>
  Writer.create()
    .appendInt32(0)
    .appendArray(brokers, (w, { id, host, port }) => {
      w.appendInt32(id).appendString(host).appendInt32(port).appendString(null);
    })
    .appendString('cluster')
    .appendInt32(1)
    .appendArray([...topics], (w, { name, errorCode = 0, partitions = [] }) => {
      w.appendInt16(errorCode).appendString(name).appendUUID(null).appendBoolean(false);
      w.appendArray(partitions, (v, each) => {
        v.appendInt16(each.errorCode ?? 0)
          .appendInt32(each.index)
          .appendInt32(each.leader)
          .appendInt32(4);
        for (const ids of [each.replicas, each.inSync, []])
          v.appendArray([...ids], (u, id) => u.appendInt32(id), true, false);
      });
      w.appendInt32(-2_147_483_648);
    })
    .appendTaggedFields();

/** DescribeQuorum, version 2: three voters, the third of which is the active controller. */
export const quorumAnswer = (errorCode = 0, hosts = [1, 2, 3].map((id) => `10.0.0.${id}`), port = 9093): Writer =>
  Writer.create()
    .appendInt16(0)
    .appendString(null)
    .appendArray(['__cluster_metadata'], (w, topic) => {
      w.appendString(topic).appendArray([0], (v, index) => {
        v.appendInt32(index).appendInt16(errorCode).appendString(null);
        v.appendInt32(3).appendInt32(7).appendInt64(100n);
        v.appendArray([...hosts.keys()], (u, key) => {
          const id = key + 1;
          u.appendInt32(id)
            .appendUUID(null)
            .appendInt64(100n)
            .appendInt64(5000n)
            .appendInt64(5000n - BigInt(id));
        });
        v.appendArray([9], (u, id) => {
          u.appendInt32(id).appendUUID(null).appendInt64(100n).appendInt64(5000n).appendInt64(5000n);
        });
      });
    })
    .appendArray([...hosts.entries()], (w, [key, name]) => {
      w.appendInt32(key + 1).appendArray([name], (v, host) => {
        v.appendString('CONTROLLER').appendString(host).appendUnsignedInt16(port);
      });
    })
    .appendTaggedFields();

/** DescribeConfigs, version 4, of the node itself: only for its own id. */
export const identityAnswer =
  (own: number, configs: Record<string, string> = {}) =>
  (asked: string): Writer => {
    const isOwn = asked === String(own);
    return Writer.create()
      .appendInt32(0)
      .appendArray([asked], (w, name) => {
        w.appendInt16(isOwn ? 0 : 42)
          .appendString(isOwn ? '' : `Unexpected broker id, expected ${own} or empty string, but received ${name}`)
          .appendInt8(4)
          .appendString(name);
        w.appendArray(isOwn ? Object.entries(configs) : [], (v, [key, value]) => {
          v.appendString(key).appendString(value).appendBoolean(true).appendInt8(4);
          v.appendBoolean(false).appendArray([], () => {});
          v.appendInt8(7).appendString(null);
        });
      })
      .appendTaggedFields();
  };

/** For a user who may not read the configuration of nodes. */
export const identityDenied = (asked: string): Writer =>
  Writer.create()
    .appendInt32(0)
    .appendArray([asked], (w, name) => {
      w.appendInt16(31).appendString('Cluster authorization failed.').appendInt8(4).appendString(name);
      w.appendArray([], () => {});
    })
    .appendTaggedFields();

/** DescribeLogDirs, version 4, without topics: error codes by path. */
export const logDirsAnswer = (dirs: Record<string, number>): Writer =>
  Writer.create()
    .appendInt32(0)
    .appendInt16(0)
    .appendArray(Object.entries(dirs), (w, [path, errorCode]) => {
      w.appendInt16(errorCode).appendString(path);
      w.appendArray([], () => {});
      w.appendInt64(errorCode ? -1n : 1000n).appendInt64(errorCode ? -1n : 500n);
    })
    .appendTaggedFields();

/** ListPartitionReassignments, version 0. */
export const reassignmentsAnswer = (
  all: readonly { name: string; index: number; adding: number[]; removing: number[] }[],
): Writer =>
  Writer.create()
    .appendInt32(0)
    .appendInt16(0)
    .appendString(null)
    .appendArray([...all], (w, { name, index, adding, removing }) => {
      w.appendString(name).appendArray([index], (v) => {
        v.appendInt32(index);
        for (const ids of [adding, adding, removing]) v.appendArray(ids, (u, id) => u.appendInt32(id), true, false);
      });
    })
    .appendTaggedFields();

/** DescribeCluster, version 1, of a controller. */
export const clusterAnswer = (controllers: readonly { id: number; host: string; port: number }[]): Writer =>
  Writer.create()
    .appendInt32(0)
    .appendInt16(0)
    .appendString(null)
    .appendInt8(2)
    .appendString('cluster')
    .appendInt32(3)
    .appendArray([...controllers], (w, { id, host, port }) => {
      w.appendInt32(id).appendString(host).appendInt32(port).appendString(null);
    })
    .appendInt32(-2_147_483_648)
    .appendTaggedFields();

/** DescribeConfigs, version 4: min.insync.replicas by topic; a number below zero is an error code. */
export const configsAnswer = (minInSync: Record<string, number>): Writer =>
  Writer.create()
    .appendInt32(0)
    .appendArray(Object.entries(minInSync), (w, [topic, value]) => {
      const errorCode = value < 0 ? -value : 0;
      w.appendInt16(errorCode)
        .appendString(errorCode ? 'not allowed' : null)
        .appendInt8(2)
        .appendString(topic);
      w.appendArray(errorCode ? [] : [value], (v, each) => {
        v.appendString('min.insync.replicas').appendString(String(each)).appendBoolean(false).appendInt8(5);
        v.appendBoolean(false).appendArray([], () => {});
        v.appendInt8(3).appendString(null);
      });
    })
    .appendTaggedFields();

const orders: Topic = { name: 'orders', partitions: [partition('orders-0', [1, 2, 3])] };

export const healthy: BrokerAnswers = {
  versions: allVersions,
  metadata: (topics) => metadataAnswer(topics ? topics.map((name) => ({ name, errorCode: 3 })) : [orders]),
  quorum: quorumAnswer,
  configs: () => configsAnswer({ orders: 2 }),
  identity: identityAnswer(1, { 'process.roles': 'broker,controller' }),
  cluster: () => clusterAnswer([]),
  logDirs: () => logDirsAnswer({ '/data/1': 0 }),
  reassignments: () => reassignmentsAnswer([]),
};

/** The calls that a controller supports: not Metadata. */
export const controllerVersions: BrokerAnswers['versions'] = [
  [call.apiVersions, 0, 4],
  [call.configs, 1, 4],
  [call.quorum, 0, 2],
  [call.cluster, 0, 2],
  [62, 0, 4],
];

export const versionsAnswer = (versions: BrokerAnswers['versions']): Writer =>
  Writer.create()
    .appendInt16(0)
    .appendArray([...versions], (w, [key, min, max]) => {
      w.appendInt16(key).appendInt16(min).appendInt16(max);
    })
    .appendInt32(0)
    .appendTaggedFields();

/** ApiVersions, version 1, which comes before SASL. */
export const firstVersionsAnswer = (versions: BrokerAnswers['versions']): Writer =>
  Writer.create()
    .appendInt16(0)
    .appendArray(
      [...versions],
      (w, [key, min, max]) => {
        w.appendInt16(key).appendInt16(min).appendInt16(max);
      },
      false,
      false,
    )
    .appendInt32(0);

/** SaslHandshake, version 1. */
export const handshakeAnswer = (errorCode = 0): Writer =>
  Writer.create()
    .appendInt16(errorCode)
    .appendArray(['PLAIN'], (w, name) => w.appendString(name, false), false, false);

/** SaslAuthenticate, version 2. */
export const authenticateAnswer = (errorCode = 0): Writer =>
  Writer.create()
    .appendInt16(errorCode)
    .appendString(errorCode === 0 ? null : 'Authentication failed')
    .appendBytes(Buffer.alloc(0))
    .appendInt64(0n)
    .appendTaggedFields();
