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
  `node_ids says that ${a} is node 2, but the cluster says that 1 is there, and 2 is at ${b}`,
  `node_ids says that ${b} is node 1, but the cluster says that 2 is there, and 1 is at ${a}`,
];

describe('findContradictions', () => {
  it('finds none where the options say nothing, or what is so', () => {
    expect(found({})).toEqual([]);
    expect(found({}, { node_ids: { [a]: 1, [b]: 2, [c]: 3 } })).toEqual([]);
    expect(found(unidentified, { node_ids: { [a]: 1 } })).toEqual([]);
  });

  it('finds ids that are mixed up, by what nodes say of themselves', () => {
    const all = { brokers: named, quorum: quorum({ voters: [] }) };
    expect(found({ all }, { node_ids: swapped })).toEqual(bothSwapped);
  });

  it('finds ids that are mixed up, by where brokers are advertised', () => {
    expect(found(unidentified, { node_ids: swapped })).toEqual(bothSwapped);
    const all = { brokers: named, identity: denied, quorum: quorum({ voters: [] }) };
    const hosts = { 'kafka-1': [a], 'kafka-2': [b], 'kafka-3': [c] };
    expect(found({ all }, { node_ids: swapped, hosts })).toEqual(bothSwapped);
  });

  it('finds an id that is no longer true of a node that is down', () => {
    const all = { brokers: [2, 3].map(broker) };
    expect(found({ all, views: { [a]: silence } }, { node_ids: { [a]: 2 } })).toEqual([
      `node_ids says that ${a} is node 2, but the cluster says that 1 is there, and 2 is at ${b}`,
    ]);
  });

  it('finds an id of a controller by where voters listen', () => {
    const all = { brokers: [1, 2].map(broker), identity: denied };
    expect(found({ all, controllers: { [c]: controller() } }, { node_ids: { [c]: 4 } })).toEqual([
      `node_ids says that ${c} is node 4, but the cluster says that 3 is there`,
    ]);
  });

  it('believes the options where nobody can be recognised otherwise', () => {
    const all = { brokers: named, identity: denied, quorum: quorum({ voters: [] }) };
    expect(found({ all }, { node_ids: swapped })).toEqual([]);
  });

  it('believes an id of one of the brokers that share a name', () => {
    const all = { brokers: [1, 2, 3].map((id) => ({ id, host: 'kafka', port: 9092 + id })), identity: denied };
    const hosts = { kafka: [a, b, c] };
    expect(found({ all }, { node_ids: { [a]: 3 }, hosts })).toEqual([]);
  });

  it('finds two addresses that lead to one node', () => {
    expect(found({ views: { [b]: view({ identity: identity(1) }) } })).toEqual([
      `${b} and ${a} are both answered by node 1`,
    ]);
  });

  it('finds a broker among the controllers', () => {
    const isBroker = `controllers says that ${c} is a controller and no broker, but broker 3 is registered`;
    const controllers = { [c]: 9093 };
    expect(found({ controllers: { [c]: controller({ identity: identity(3) }) } }, { controllers })).toEqual([isBroker]);
    expect(found({ controllers: { [c]: controller() } }, { controllers })).toEqual([isBroker]);
    expect(found({ controllers: { [c]: silence } }, { controllers })).toEqual([isBroker]);
  });

  it('finds a broker that is not registered among the controllers, by its own words', () => {
    const change = {
      all: { brokers: [1, 2].map(broker) },
      controllers: { [c]: controller({ identity: identity(3) }) },
    };
    expect(found(change, { controllers: { [c]: 9093 } })).toEqual([
      `controllers says that ${c} is a controller and no broker, but its process.roles are broker,controller`,
    ]);
  });

  it('finds none for a controller that is one alone', () => {
    const all = { brokers: [1, 2].map(broker), quorum: quorum({ voters: [voter(3)] }) };
    const controllers = { [c]: controller({ identity: identity(3, { roles: ['controller'] }) }) };
    expect(found({ all, controllers }, { controllers: { [c]: 9093 } })).toEqual([]);
  });

  it('finds another listener than the options say', () => {
    const views = { [a]: { why: 'wrong', listener: 'controller' } };
    const controllers = { [c]: { why: 'wrong', listener: 'broker' } };
    const all = { brokers: [1, 2].map(broker) };
    expect(found({ all, views, controllers }, { controllers: { [c]: 9092 } })).toEqual([
      `At ${a}, port 9092 (port), a controller and no broker answers`,
      `At ${c}, port 9092 (controllers), a broker and no controller answers`,
    ]);
  });
});
