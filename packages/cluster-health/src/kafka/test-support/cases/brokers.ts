import { a, b, broker, c, controller, nodeDown, quorum, silence, view } from '../three-brokers.ts';
import { type KafkaCase, after, controllersApart } from './case.ts';

const two = { nodes: [a, b], expect: 2 };

export const brokersRegisteredCases: readonly KafkaCase[] = [
  ['passes if all brokers are registered', {}],
  ['ignores a missing node before its recycle', nodeDown],
  [
    'fails if the node is missing after its recycle',
    { ...nodeDown, question: after },
    ['block', `${a} (broker 1) is not registered, according to ${b}, ${c}`],
  ],
  [
    'fails if a single broker misses another one',
    { views: { [b]: view({ brokers: [1, 2].map(broker) }) } },
    ['block', `${c} (broker 3) is not registered, according to ${b}`],
  ],
  ['ignores what the leaving node misses', { views: { [a]: view({ brokers: [broker(1)] }) } }],
  [
    'fails if the node misses brokers after its recycle',
    { views: { [a]: view({ brokers: [broker(1)] }) }, question: after },
    ['block', `${b} (broker 2) is not registered, according to ${a}`],
    ['block', `${c} (broker 3) is not registered, according to ${a}`],
  ],
  [
    'fails if another node cannot be identified',
    { ids: { [a]: 1, [b]: 2 } },
    ['block', `${c} is not one of the registered brokers: 1 (10.0.0.1:9092), 2 (10.0.0.2:9092), 3 (`],
  ],
  [
    'fails if the node itself cannot be identified',
    { ids: { [b]: 2 } },
    ['block', `${c} is not one of the registered brokers`],
    ['block', `Cannot determine which broker is at ${a}; it may be 1 (10.0.0.1:9092), 3 (10.0.0.3:9092)`],
  ],
  ['does not expect a controller-only node to be registered', controllersApart],
  [
    'warns if all nodes are controller-only',
    { controllers: { [a]: controller(), [b]: controller(), [c]: controller({ quorum: quorum() }) } },
    ['warn', 'No broker is listed'],
  ],
  [
    'reports contradictions of the options as lasting',
    { contradictions: [{ subject: b, message: 'node_ids maps 10.0.0.2 to node 1', hint: 'Correct it.' }] },
    ['lasting', 'node_ids maps'],
  ],
  [
    'does not expect a silent controller to be registered',
    { all: { ...controllersApart.all, brokers: [1, 2].map(broker) }, views: { [c]: silence } },
  ],
  [
    'fails if a controller-only node cannot be identified',
    { ...controllersApart, ids: { [a]: 1, [b]: 2 } },
    ['block', `Cannot determine which controller is at ${c}; the voters are 1, 2, 3`],
  ],
  [
    'fails if the leaving controller cannot be identified',
    { ...controllersApart, ids: { [a]: 1, [b]: 2 }, question: { node: c } },
    ['block', `Cannot determine which controller is at ${c}`],
  ],
];

export const brokersServeCases: readonly KafkaCase[] = [
  ['passes if all nodes respond', {}],
  ['ignores a silent node before its recycle', { views: { [a]: silence } }],
  [
    'fails if the node is silent after its recycle',
    { views: { [a]: silence }, question: after },
    ['block', `${a} does not respond as a broker: connect ECONNREFUSED`],
  ],
  [
    'fails if another broker is silent, before the cluster notices',
    { views: { [b]: silence } },
    ['block', `${b} does not respond as a broker: connect ECONNREFUSED`],
  ],
  [
    'fails if a controller is silent',
    { ...controllersApart, controllers: { [c]: silence } },
    ['block', `${c} does not respond as a controller: connect ECONNREFUSED`],
  ],
  [
    'fails if another broker is in another cluster',
    { views: { [c]: view({ clusterId: 'other' }) } },
    ['block', `${c} is in another cluster (other) than ${b} (cluster)`],
  ],
  [
    'fails if a controller-only node is in another cluster',
    { ...controllersApart, controllers: { [c]: controller({ clusterId: 'other' }) } },
    ['block', `${c} is in another cluster (other) than ${b} (cluster)`],
  ],
  [
    'fails if the node is back in another cluster',
    { views: { [a]: view({ clusterId: 'other' }) }, question: { ...after, nodes: [b, a, c] } },
    ['block', `${a} is in another cluster (other) than ${b} (cluster)`],
  ],
];

export const brokersListedCases: readonly KafkaCase[] = [
  ['passes if all registered brokers are listed', {}],
  ['passes while the node is out', nodeDown],
  [
    'fails if a registered broker is not listed',
    { question: two, ids: { [a]: 1, [b]: 2 } },
    ['lasting', 'Broker 3 (10.0.0.3:9092) is registered but is not a listed node'],
  ],
  ['passes if an unidentified node may be the broker', { ids: { [a]: 1, [b]: 2 } }],
];
