import { a, b, c, controller, quorum, silence, view } from '../three-brokers.ts';
import { type KafkaCase, after, controllersApart } from './case.ts';

export const activeControllerCases: readonly KafkaCase[] = [
  ['passes if all nodes report the same controller', {}],
  ['ignores what the leaving node does not report', { views: { [a]: view({ quorum: silence }) } }],
  [
    'fails if the node reports none after its recycle',
    { views: { [a]: view({ quorum: { why: 'timed out' } }) }, question: after },
    ['block', `${a} does not report the active controller: timed out`],
  ],
  [
    'fails if another node does not report it',
    { views: { [b]: view({ quorum: { why: 'timed out' } }) } },
    ['block', `${b} does not report the active controller: timed out`],
  ],
  [
    'fails if there is none',
    { views: { [b]: view({ quorum: quorum({ leader: -1 }) }) } },
    ['block', `There is no active controller, according to ${b}`],
  ],
  [
    'fails if nodes report different controllers',
    { views: { [b]: view({ quorum: quorum({ leader: 2 }) }) } },
    ['block', `Nodes report different active controllers: 2 (${b}), 3 (${c})`],
  ],
  [
    'fails if a controller-only node reports another one',
    { ...controllersApart, controllers: { [c]: controller({ quorum: quorum({ leader: 1 }) }) } },
    ['block', `3 (${b}), 1 (${c})`],
  ],
  ['passes if a controller-only node is on standby', { ...controllersApart, controllers: { [c]: controller() } }],
  [
    'passes if the node is active, among controller-only nodes',
    { controllers: { [a]: controller({ quorum: quorum() }), [b]: controller(), [c]: controller() } },
  ],
  [
    'fails if no controller-only node is active',
    { controllers: { [a]: controller(), [b]: controller(), [c]: controller() } },
    ['block', 'None of the controllers that respond is the active one'],
  ],
  [
    'fails if the only node does not report it',
    { views: { [a]: view({ quorum: { why: 'not allowed' } }) }, question: { nodes: [a], expect: 1 } },
    ['block', `${a} does not report the active controller: not allowed`],
  ],
  ['passes if the only node is down', { views: { [a]: silence }, question: { nodes: [a], expect: 1 } }],
];
