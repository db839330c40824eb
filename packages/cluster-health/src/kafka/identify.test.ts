import { describe, expect, it } from '@jest/globals';
import { identify, identifyVoters } from './identify.ts';
import {
  a,
  b,
  broker,
  c,
  controller,
  denied,
  identity,
  type KafkaSceneChange,
  partition,
  quorum,
  scene,
  silence,
  view,
  voter,
} from './test-support/three-brokers.ts';

const ids = (
  change: KafkaSceneChange,
  { hosts = {}, node_ids = {} }: { hosts?: Record<string, string[]>; node_ids?: Record<string, number> } = {},
): Record<string, number> => {
  const [snapshot] = scene({ ...change, all: { identity: denied, ...change.all } });
  const options = { node_ids: new Map(Object.entries(node_ids)), port: 9092 };
  return Object.fromEntries(identify(snapshot, new Map(Object.entries(hosts)), options));
};

const named = [1, 2, 3].map((id) => ({ id, host: `kafka-${id}`, port: 9092 }));
const resolved = { 'kafka-1': [a], 'kafka-2': [b], 'kafka-3': [c] };
const noVoters = quorum({ voters: [] });

describe('identify', () => {
  it('uses the advertised addresses of brokers', () => expect(ids({})).toEqual({ [a]: 1, [b]: 2, [c]: 3 }));

  it('resolves the names of brokers and nodes', () => {
    const all = { brokers: named, quorum: noVoters };
    expect(ids({ all }, { hosts: resolved })).toEqual({ [a]: 1, [b]: 2, [c]: 3 });
    const nodes = ['one', 'two', 'three'];
    const hosts = { ...resolved, one: [a], two: [b], three: [c] };
    expect(ids({ all, question: { nodes } }, { hosts })).toEqual({ one: 1, two: 2, three: 3 });
  });

  it('prefers node_ids to advertised names', () => {
    const all = { brokers: named, quorum: noVoters };
    const given = { [a]: 3, [b]: 2, [c]: 1 };
    expect(ids({ all }, { hosts: resolved, node_ids: given })).toEqual(given);
  });

  it('prefers the report of the node itself to node_ids', () => {
    const views = { [a]: view({ identity: identity(3) }), [c]: view({ identity: identity(1) }) };
    expect(ids({ views }, { node_ids: { [a]: 1, [b]: 2, [c]: 3 } })).toEqual({ [a]: 3, [b]: 2, [c]: 1 });
  });

  it('distinguishes brokers at one address by the port', () => {
    const brokers = [broker(1), { ...broker(2), host: a, port: 9192 }];
    expect(ids({ all: { brokers, partitions: [], quorum: noVoters }, question: { nodes: [a] } })).toEqual({ [a]: 1 });
  });

  it('uses controller endpoints for nodes that are controller-only or down', () => {
    const all = { brokers: [broker(1)], partitions: [] };
    expect(ids({ all, views: { [b]: silence }, controllers: { [c]: controller() } })).toEqual({
      [a]: 1,
      [b]: 2,
      [c]: 3,
    });
  });

  it('matches the only remaining broker to the only remaining node', () => {
    const all = { brokers: [1, 2].map(broker), quorum: noVoters };
    expect(ids({ all, views: { [c]: silence } })).toEqual({ [a]: 1, [b]: 2, [c]: 3 });
  });

  it('matches nothing if several candidates remain', () => {
    const partitions = [partition('orders-0', [1, 2, 3, 4])];
    expect(ids({ all: { brokers: [1, 2].map(broker), partitions, quorum: noVoters } })).toEqual({ [a]: 1, [b]: 2 });
    const all = { brokers: named, quorum: noVoters };
    expect(ids({ all }, { hosts: { 'kafka-1': [a] } })).toEqual({ [a]: 1 });
  });

  it('matches the only remaining voter to the only remaining controller', () => {
    const voters = [1, 2, 3].map((id) => ({ ...voter(id), endpoints: [] }));
    const all = { brokers: [1, 2].map(broker), partitions: [], quorum: quorum({ voters }) };
    expect(ids({ all, controllers: { [c]: silence } })).toEqual({ [a]: 1, [b]: 2, [c]: 3 });
  });
});

describe('identifyVoters', () => {
  const voterIds = (change: KafkaSceneChange) => {
    const [snapshot] = scene(change);
    return Object.fromEntries(identifyVoters(snapshot, new Map(), snapshot.ids));
  };

  it('uses the id of a node that votes', () => {
    expect(voterIds({ all: { quorum: quorum({ voters: [voter(1), voter(3)] }) } })).toEqual({ [a]: 1, [c]: 3 });
  });

  it('uses the voter that listens at the address of a broker', () => {
    const voters = [1, 2, 3].map((id) => ({ ...voter(id), id: 100 + id }));
    expect(voterIds({ all: { quorum: quorum({ voters }) } })).toEqual({ [a]: 101, [b]: 102, [c]: 103 });
  });
});
