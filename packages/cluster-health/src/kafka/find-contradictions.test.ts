import { describe, expect, it } from '@jest/globals';
import { findContradictions } from './find-contradictions.ts';
import {
  a,
  b,
  broker,
  c,
  controller,
  denied,
  identity,
  type KafkaSceneChange,
  quorum,
  scene,
  silence,
  view,
  voter,
} from './test-support/three-brokers.ts';

interface Given {
  node_ids?: Record<string, number>;
  controllers?: Record<string, number>;
  hosts?: Record<string, string[]>;
}

const found = (change: KafkaSceneChange, { node_ids = {}, controllers = {}, hosts = {} }: Given = {}): string[] => {
  const [snapshot] = scene(change);
  const options = {
    node_ids: new Map(Object.entries(node_ids)),
    controllers: new Map(Object.entries(controllers)),
    port: 9092,
  };
  return findContradictions(snapshot, new Map(Object.entries(hosts)), options).map(({ message }) => message);
};

const unidentified = { all: { identity: denied } };
const named = [1, 2, 3].map((id) => ({ id, host: `kafka-${id}`, port: 9092 }));
const swapped = { [a]: 2, [b]: 1, [c]: 3 };
const bothSwapped = [
  `node_ids maps ${a} to node 2, but the cluster reports node 1 there and node 2 at ${b}`,
  `node_ids maps ${b} to node 1, but the cluster reports node 2 there and node 1 at ${a}`,
];

describe('findContradictions', () => {
  it('finds none if the options are empty or right', () => {
    expect(found({})).toEqual([]);
    expect(found({}, { node_ids: { [a]: 1, [b]: 2, [c]: 3 } })).toEqual([]);
    expect(found(unidentified, { node_ids: { [a]: 1 } })).toEqual([]);
  });

  it('finds swapped ids by what nodes report about themselves', () => {
    const all = { brokers: named, quorum: quorum({ voters: [] }) };
    expect(found({ all }, { node_ids: swapped })).toEqual(bothSwapped);
  });

  it('finds swapped ids by the advertised addresses of brokers', () => {
    expect(found(unidentified, { node_ids: swapped })).toEqual(bothSwapped);
    const all = { brokers: named, identity: denied, quorum: quorum({ voters: [] }) };
    const hosts = { 'kafka-1': [a], 'kafka-2': [b], 'kafka-3': [c] };
    expect(found({ all }, { node_ids: swapped, hosts })).toEqual(bothSwapped);
  });

  it('finds an outdated id of a node that is down', () => {
    const all = { brokers: [2, 3].map(broker) };
    expect(found({ all, views: { [a]: silence } }, { node_ids: { [a]: 2 } })).toEqual([
      `node_ids maps ${a} to node 2, but the cluster reports node 1 there and node 2 at ${b}`,
    ]);
  });

  it('finds a wrong id of a controller by the endpoints of voters', () => {
    const all = { brokers: [1, 2].map(broker), identity: denied };
    expect(found({ all, controllers: { [c]: controller() } }, { node_ids: { [c]: 4 } })).toEqual([
      `node_ids maps ${c} to node 4, but the cluster reports node 3 there`,
    ]);
  });

  it('trusts the options if nodes cannot be identified otherwise', () => {
    const all = { brokers: named, identity: denied, quorum: quorum({ voters: [] }) };
    expect(found({ all }, { node_ids: swapped })).toEqual([]);
  });

  it('trusts an id of a broker that shares its name with others', () => {
    const all = { brokers: [1, 2, 3].map((id) => ({ id, host: 'kafka', port: 9092 + id })), identity: denied };
    const hosts = { kafka: [a, b, c] };
    expect(found({ all }, { node_ids: { [a]: 3 }, hosts })).toEqual([]);
  });

  it('finds two addresses that lead to one node', () => {
    expect(found({ views: { [b]: view({ identity: identity(1) }) } })).toEqual([`${b} and ${a} both lead to node 1`]);
  });

  it('finds a registered broker among the controllers', () => {
    const isBroker = `controllers declares ${c} a controller-only node, but broker 3 is registered`;
    const controllers = { [c]: 9093 };
    expect(found({ controllers: { [c]: controller({ identity: identity(3) }) } }, { controllers })).toEqual([isBroker]);
    expect(found({ controllers: { [c]: controller() } }, { controllers })).toEqual([isBroker]);
    expect(found({ controllers: { [c]: silence } }, { controllers })).toEqual([isBroker]);
  });

  it('finds an unregistered broker among the controllers by its roles', () => {
    const change = {
      all: { brokers: [1, 2].map(broker) },
      controllers: { [c]: controller({ identity: identity(3) }) },
    };
    expect(found(change, { controllers: { [c]: 9093 } })).toEqual([
      `controllers declares ${c} a controller-only node, but its process.roles are broker,controller`,
    ]);
  });

  it('finds none for a controller-only node', () => {
    const all = { brokers: [1, 2].map(broker), quorum: quorum({ voters: [voter(3)] }) };
    const controllers = { [c]: controller({ identity: identity(3, { roles: ['controller'] }) }) };
    expect(found({ all, controllers }, { controllers: { [c]: 9093 } })).toEqual([]);
  });

  it('finds a listener of another kind than the options declare', () => {
    const views = { [a]: { why: 'wrong', listener: 'controller' } };
    const controllers = { [c]: { why: 'wrong', listener: 'broker' } };
    const all = { brokers: [1, 2].map(broker) };
    expect(found({ all, views, controllers }, { controllers: { [c]: 9092 } })).toEqual([
      `At ${a}, port 9092 (option port), a controller responds instead of a broker`,
      `At ${c}, port 9092 (option controllers), a broker responds instead of a controller`,
    ]);
  });
});
