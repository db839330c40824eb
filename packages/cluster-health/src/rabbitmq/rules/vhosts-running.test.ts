import { describeRule } from './test-support/describe-rule.ts';
import { a, after, nodeDown, one, silence, three, two, vhost, withFour } from '../test-support/three-nodes.ts';
import { vhostsRunning } from './vhosts-running.ts';

describeRule(vhostsRunning, [
  ['all virtual hosts are running', {}],
  ['they are not running on the leaving node', nodeDown],
  [
    'they are not running on an unlisted node, which may be this one',
    { all: withFour, views: { [a]: silence } },
    'block: Virtual hosts are not running on rabbit@four: / (not reported)',
  ],
  [
    'they are not running on another node',
    {
      vhosts: [
        vhost(),
        vhost({
          name: 'shop',
          states: new Map([
            [one, 'running'],
            [two, 'stopped'],
          ]),
        }),
      ],
    },
    `block: Virtual hosts are not running on ${two}: shop (stopped)`,
    `block: Virtual hosts are not running on ${three}: shop (not reported)`,
  ],
  [
    'they are not running yet on the node after the recycle',
    { ...nodeDown, all: {}, views: {}, question: after },
    `block: Virtual hosts are not running on ${one}: / (not reported)`,
  ],
]);
