import { describeRule } from './test-support/describe-rule.ts';
import { a, silence, single, vhost } from '../test-support/three-nodes.ts';
import { contentsReadable } from './contents-readable.ts';

const refused = { why: 'GET /api/queues/shop at it returned 401', hint: 'Grant permissions.', isLasting: true };

describeRule(contentsReadable, [
  ['all contents can be read', {}],
  ['the only node is down', { contents: silence, views: { [a]: silence }, question: single }],
  ['no node responds', { contents: { why: 'no node responds' } }, 'block: The queues cannot be read: no node responds'],
  [
    'the user has no permissions in a virtual host',
    { vhosts: [vhost(), vhost({ name: 'shop', queues: refused })] },
    `lasting: The queues of the virtual host shop cannot be read: ${refused.why}`,
  ],
]);
