import { a, b, c, controller, quorum, silence, view } from '../three-brokers.ts';
import { type KafkaCase, after, controllersApart } from './case.ts';

export const activeControllerCases: readonly KafkaCase[] = [
  ['all know the same', {}],
  ['the node itself knows none', { views: { [a]: view({ quorum: silence }) } }],
  [
    'the node itself knows none, afterwards',
    { views: { [a]: view({ quorum: { why: 'timed out' } }) }, question: after },
    ['block', `${a} cannot tell the active controller: timed out`],
  ],
  [
    'another cannot tell',
    { views: { [b]: view({ quorum: { why: 'timed out' } }) } },
    ['block', `${b} cannot tell the active controller: timed out`],
  ],
  [
    'there is none',
    { views: { [b]: view({ quorum: quorum({ leader: -1 }) }) } },
    ['block', `There is no active controller, says ${b}`],
  ],
  [
    'they do not agree',
    { views: { [b]: view({ quorum: quorum({ leader: 2 }) }) } },
    ['block', `The active controller is not the same for all: 2 (${b}), 3 (${c})`],
  ],
  [
    'a controller alone knows another',
    { ...controllersApart, controllers: { [c]: controller({ quorum: quorum({ leader: 1 }) }) } },
    ['block', `3 (${b}), 1 (${c})`],
  ],
  ['a controller alone is not it', { ...controllersApart, controllers: { [c]: controller() } }],
  [
    'the node itself is it, of controllers alone',
    { controllers: { [a]: controller({ quorum: quorum() }), [b]: controller(), [c]: controller() } },
  ],
  [
    'no controller alone is it',
    { controllers: { [a]: controller(), [b]: controller(), [c]: controller() } },
    ['block', 'No controller that answers is the active one'],
  ],
  [
    'the only node cannot tell',
    { views: { [a]: view({ quorum: { why: 'not allowed' } }) }, question: { nodes: [a], expect: 1 } },
    ['block', `${a} cannot tell the active controller: not allowed`],
  ],
  ['the only node is down', { views: { [a]: silence }, question: { nodes: [a], expect: 1 } }],
];
