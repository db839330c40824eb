import { a, b, broker, c, controller, nodeDown, quorum, silence, view } from '../three-brokers.ts';
import { type KafkaCase, after, controllersApart } from './case.ts';

const two = { nodes: [a, b], expect: 2 };

export const brokersRegisteredCases: readonly KafkaCase[] = [
  ['all are', {}],
  ['the node itself is down', nodeDown],
  [
    'the node itself is down, afterwards',
    { ...nodeDown, question: after },
    ['block', `${a} (broker 1) is not registered, as seen by ${b}, ${c}`],
  ],
  [
    'another is not, as just one sees it',
    { views: { [b]: view({ brokers: [1, 2].map(broker) }) } },
    ['block', `${c} (broker 3) is not registered, as seen by ${b}`],
  ],
  ['the node itself sees too few', { views: { [a]: view({ brokers: [broker(1)] }) } }],
  [
    'the node itself sees too few, afterwards',
    { views: { [a]: view({ brokers: [broker(1)] }) }, question: after },
    ['block', `${b} (broker 2) is not registered, as seen by ${a}`],
    ['block', `${c} (broker 3) is not registered, as seen by ${a}`],
  ],
  [
    'another cannot be recognised',
    { ids: { [a]: 1, [b]: 2 } },
    ['block', `${c} is none of the brokers that are registered: 1 (10.0.0.1:9092), 2 (10.0.0.2:9092), 3 (`],
  ],
  [
    'the node itself cannot be recognised',
    { ids: { [b]: 2 } },
    ['block', `${c} is none of the brokers`],
    ['block', `Which broker is at ${a} cannot be told; it may be 1 (10.0.0.1:9092), 3 (10.0.0.3:9092)`],
  ],
  ['a controller alone need not be', controllersApart],
  [
    'all are controllers alone',
    { controllers: { [a]: controller(), [b]: controller(), [c]: controller({ quorum: quorum() }) } },
    ['warn', 'No broker is listed'],
  ],
  [
    'the options say otherwise',
    { contradictions: [{ subject: b, message: 'node_ids says that 10.0.0.2 is node 1', hint: 'Correct it.' }] },
    ['lasting', 'node_ids says'],
  ],
  [
    'a controller that is silent need not be',
    { all: { ...controllersApart.all, brokers: [1, 2].map(broker) }, views: { [c]: silence } },
  ],
  [
    'a controller alone cannot be recognised',
    { ...controllersApart, ids: { [a]: 1, [b]: 2 } },
    ['block', `Which controller is at ${c} cannot be told; the voters are 1, 2, 3`],
  ],
  [
    'the controller that is to leave cannot be recognised',
    { ...controllersApart, ids: { [a]: 1, [b]: 2 }, question: { node: c } },
    ['block', `Which controller is at ${c} cannot be told`],
  ],
];

export const brokersServeCases: readonly KafkaCase[] = [
  ['all answer', {}],
  ['the node itself does not', { views: { [a]: silence } }],
  [
    'the node itself does not, afterwards',
    { views: { [a]: silence }, question: after },
    ['block', `${a} does not answer as a broker: connect ECONNREFUSED`],
  ],
  [
    'another does not, and the cluster has not noticed',
    { views: { [b]: silence } },
    ['block', `${b} does not answer as a broker: connect ECONNREFUSED`],
  ],
  [
    'a controller does not',
    { ...controllersApart, controllers: { [c]: silence } },
    ['block', `${c} does not answer as a controller: connect ECONNREFUSED`],
  ],
  [
    'another is in another cluster',
    { views: { [c]: view({ clusterId: 'other' }) } },
    ['block', `${c} is in another cluster (other) than ${b} (cluster)`],
  ],
  [
    'a controller alone is in another cluster',
    { ...controllersApart, controllers: { [c]: controller({ clusterId: 'other' }) } },
    ['block', `${c} is in another cluster (other) than ${b} (cluster)`],
  ],
  [
    'the node is back in another cluster',
    { views: { [a]: view({ clusterId: 'other' }) }, question: { ...after, nodes: [b, a, c] } },
    ['block', `${a} is in another cluster (other) than ${b} (cluster)`],
  ],
];

export const brokersListedCases: readonly KafkaCase[] = [
  ['all are', {}],
  ['the node is out', nodeDown],
  [
    'one is not',
    { question: two, ids: { [a]: 1, [b]: 2 } },
    ['lasting', 'Broker 3 (10.0.0.3:9092) is registered and not among the nodes that are listed'],
  ],
  ['one that cannot be recognised may be it', { ids: { [a]: 1, [b]: 2 } }],
];
