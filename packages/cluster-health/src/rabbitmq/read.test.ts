// cspell:ignore authorised (RabbitMQ's own spelling)
import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isGap } from '../kind/gap.ts';
import { questionOf, questionsOfAll } from '../test-support/questions.ts';
import { options } from './options.ts';
import { read } from './read.ts';

const [a, b, c] = ['127.0.3.61', '127.0.3.62', '127.0.3.63'] as const;

interface Answer {
  status?: number;
  body: unknown;
}
/** The response to a path without its query; `undefined` never responds. */
type Answers = Record<string, Answer | undefined>;

const notMonitor = { status: 401, body: { error: 'not_authorised', reason: 'Not monitor user' } };
const noPermission = {
  status: 401,
  body: { error: 'not_authorised', reason: 'User not authorised to access virtual host' },
};
const quorumQueue = {
  durable: true,
  exclusive: false,
  members: ['rabbit@one', 'rabbit@three', 'rabbit@two'],
  name: 'orders',
  node: 'rabbit@one',
  online: ['rabbit@one', 'rabbit@three'],
  type: 'quorum',
  vhost: '/',
};
/** Responses of RabbitMQ 3.10.8 to a user with the tag monitoring. */
const healthy = (name: string): Answers => ({
  '/api/overview': { body: { node: name } },
  '/api/nodes': {
    body: [
      { partitions: [], name: 'rabbit@one', running: true },
      { partitions: [], name: 'rabbit@two', running: true },
      { name: 'rabbit@three', running: false },
    ],
  },
  '/api/health/checks/alarms': { body: { status: 'ok' } },
  '/api/health/checks/node-is-quorum-critical': { body: { status: 'ok' } },
  '/api/health/checks/node-is-mirror-sync-critical': { body: { status: 'ok' } },
  '/api/vhosts': { body: [{ cluster_state: { 'rabbit@one': 'running', 'rabbit@two': 'running' }, name: '/' }] },
  '/api/feature-flags': { status: 401, body: { error: 'not_authorised', reason: 'Not administrator user' } },
  '/api/queues/%2F': { body: [quorumQueue] },
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(host: string, answers: Answers, port = 0): Promise<number> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://node');
    const isKnown = request.headers.authorization === `Basic ${btoa('ann:secret')}`;
    const answer = isKnown ? answers[pathname] : { status: 401, body: {} };
    if (answer) response.writeHead(answer.status ?? 200).end(JSON.stringify(answer.body));
    else if (!(pathname in answers)) response.writeHead(404).end('{"error":"Object Not Found","reason":"Not Found"}');
  });
  servers.push(server);
  await once(server.listen(port, host), 'listening');
  return (server.address() as AddressInfo).port;
}

const evaluate = (port: number, nodes: readonly string[], questions = [questionOf({ nodes })], given: object = {}) =>
  read(
    { nodes, questions },
    options.parse({ port, username: 'ann', password: 'secret', ...given }),
    AbortSignal.timeout(20_000),
  );

async function evaluateWith(change: Answers, given: object = {}) {
  const port = await serve(a, { ...healthy('rabbit@one'), ...change });
  const { views, contents } = await evaluate(port, [a], undefined, given);
  return { view: views.get(a), contents: isGap(contents) ? undefined : contents[0] };
}

describe('a node of RabbitMQ', () => {
  it('reports its name, its members and the queues that need it', async () => {
    const critical = {
      status: 503,
      body: {
        status: 'failed',
        // cspell:disable-next-line
        reason: 'There are quorum queues that would lose their quorum if the target node is shut down',
        queues: [{ name: 'orders', readable_name: "queue 'orders' in vhost '/'", type: 'quorum', virtual_host: '/' }],
      },
    };
    const alarm = { status: 503, body: { status: 'failed', alarms: [{ node: 'rabbit@two', resource: 'memory' }] } };
    const { view } = await evaluateWith({
      '/api/health/checks/node-is-quorum-critical': critical,
      '/api/health/checks/alarms': alarm,
    });
    expect(view).toEqual({
      name: 'rabbit@one',
      members: [
        { name: 'rabbit@one', isRunning: true },
        { name: 'rabbit@two', isRunning: true },
        { name: 'rabbit@three', isRunning: false },
      ],
      partitions: [],
      alarms: [{ node: 'rabbit@two', resource: 'memory' }],
      critical: [{ vhost: '/', name: 'orders', type: 'quorum' }],
      withoutMirror: [],
    });
  });

  it('has no partitions while it does not report them yet', async () => {
    const { view } = await evaluateWith({ '/api/nodes': { body: [{ name: 'rabbit@one', running: true }] } });
    expect(view).toMatchObject({ name: 'rabbit@one', partitions: undefined });
  });

  it('has no mirrors in RabbitMQ 4, which has no check for them', async () => {
    const answers = healthy('rabbit@one');
    delete answers['/api/health/checks/node-is-mirror-sync-critical'];
    const port = await serve(a, answers);
    expect((await evaluate(port, [a])).views.get(a)).toMatchObject({ withoutMirror: [] });
  });

  it.each<[string, Answers, object, object]>([
    [
      'rejects the user',
      { '/api/nodes': notMonitor },
      {},
      {
        why: expect.stringMatching(/^GET \/api\/nodes at .* returned 401: not_authorised \(Not monitor user\)$/),
        isLasting: true,
      },
    ],
    [
      'rejects the password',
      {},
      { password: 'wrong' },
      { hint: expect.stringContaining('rabbitmqctl set_user_tags ann') },
    ],
    [
      'hangs',
      { '/api/nodes': undefined },
      { timeout: '200ms' },
      { why: expect.stringMatching(/^GET \/api\/nodes at .*: no response within 200ms/) },
    ],
    [
      'fails a check without a reason',
      { '/api/health/checks/alarms': { status: 503, body: { status: 'failed' } } },
      {},
      { why: expect.stringContaining('returned 503, but the body is not a RabbitMQ response') },
    ],
    [
      'is not RabbitMQ',
      { '/api/overview': { body: 'hello' } },
      {},
      { why: expect.stringContaining('returned 200, but the body is not a RabbitMQ response') },
    ],
  ])('cannot be read if it %s', async (_, change, given, gap) => {
    const { view, contents } = await evaluateWith(change, given);
    expect(view).toEqual(expect.objectContaining(gap));
    expect(JSON.stringify(view)).not.toContain('wrong');
    expect(contents).toBeUndefined();
  });
});

describe('the contents of a RabbitMQ cluster', () => {
  it('include the state and the queues of each virtual host', async () => {
    const { contents } = await evaluateWith({});
    expect(contents?.vhosts).toEqual([
      {
        name: '/',
        states: new Map([
          ['rabbit@one', 'running'],
          ['rabbit@two', 'running'],
        ]),
        queues: [
          {
            vhost: '/',
            name: 'orders',
            type: 'quorum',
            node: 'rabbit@one',
            isDurable: true,
            isExclusive: false,
            members: ['rabbit@one', 'rabbit@three', 'rabbit@two'],
            online: ['rabbit@one', 'rabbit@three'],
            mirrors: undefined,
            synchronisedMirrors: undefined,
          },
        ],
      },
    ]);
    expect(contents?.disabledFlags).toMatchObject({ why: expect.stringContaining('Not administrator user') });
  });

  it('include the stable feature flags that are disabled', async () => {
    const flag = (name: string, state: string, stability = 'stable') => ({ name, state, stability, desc: '' });
    const body = [flag('on', 'enabled'), flag('off', 'disabled'), flag('new', 'disabled', 'experimental')];
    expect((await evaluateWith({ '/api/feature-flags': { body } })).contents?.disabledFlags).toEqual(['off']);
  });

  it('hint at missing permissions in a virtual host', async () => {
    const { contents } = await evaluateWith({ '/api/queues/%2F': noPermission });
    expect(contents?.vhosts[0]?.queues).toEqual({
      why: expect.stringContaining('User not authorised to access virtual host'),
      hint: expect.stringContaining("rabbitmqctl set_permissions --vhost '/'"),
      isLasting: true,
    });
  });

  it('come from a node that is not being checked, or from two', async () => {
    const nodes = [a, b, c];
    const port = await serve(a, healthy('rabbit@one'));
    await serve(b, healthy('rabbit@two'), port);
    await serve(c, healthy('rabbit@three'), port);
    const askedNodes = async (questions: ReturnType<typeof questionsOfAll>) => {
      const { contents } = await evaluate(port, nodes, questions);
      return isGap(contents) ? contents : contents.map(({ askedOf }) => askedOf);
    };
    expect(await askedNodes([questionOf({ nodes })])).toEqual([b]);
    expect(await askedNodes(questionsOfAll(nodes))).toEqual([a, b]);
  });

  it('come from the next node if one fails', async () => {
    const port = await serve(a, healthy('rabbit@one'));
    await serve(b, { ...healthy('rabbit@two'), '/api/vhosts': { status: 500, body: {} } }, port);
    const nodes = [a, b];
    expect((await evaluate(port, nodes)).contents).toMatchObject([{ askedOf: a }]);
    expect((await evaluate(port, [b])).contents).toEqual({ why: expect.stringContaining('returned 500') });
  });
});

describe('the options of RabbitMQ', () => {
  const given = { username: 'ann', password: 'secret' };
  it.each([
    [{}, 15_672],
    [{ scheme: 'https' }, 15_671],
    [{ scheme: 'https', port: 443 }, 443],
  ])('%j use port %d', (more, port) => expect(options.parse({ ...given, ...more })).toMatchObject({ port }));

  it('require a user', () =>
    expect(options.safeParse({}).error?.issues.map(({ path }) => path)).toEqual([['username'], ['password']]));
});
