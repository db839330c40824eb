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
/** An answer to a path, the query left out; nothing: it never comes. */
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
/** As RabbitMQ 3.10.8 answers a user with the tag monitoring. */
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
  it('says who it is, whom it sees, and what is in danger without it', async () => {
    const critical = {
      status: 503,
      body: {
        status: 'failed',
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

  it('has no partitions where it does not tell them yet', async () => {
    const { view } = await evaluateWith({ '/api/nodes': { body: [{ name: 'rabbit@one', running: true }] } });
    expect(view).toMatchObject({ name: 'rabbit@one', partitions: undefined });
  });

  it('has no mirrors where it has no check of them: that is RabbitMQ 4', async () => {
    const answers = healthy('rabbit@one');
    delete answers['/api/health/checks/node-is-mirror-sync-critical'];
    const port = await serve(a, answers);
    expect((await evaluate(port, [a])).views.get(a)).toMatchObject({ withoutMirror: [] });
  });

  it.each<[string, Answers, object, object]>([
    [
      'may not be asked by the user',
      { '/api/nodes': notMonitor },
      {},
      {
        why: expect.stringMatching(/^GET \/api\/nodes at .* answered 401: not_authorised \(Not monitor user\)$/),
        isLasting: true,
      },
    ],
    [
      'does not know the user',
      {},
      { password: 'wrong' },
      { hint: expect.stringContaining('rabbitmqctl set_user_tags ann') },
    ],
    [
      'hangs',
      { '/api/nodes': undefined },
      { timeout: '200ms' },
      { why: expect.stringMatching(/^GET \/api\/nodes at .*: no answer within 200ms/) },
    ],
    [
      'fails a check without a word',
      { '/api/health/checks/alarms': { status: 503, body: { status: 'failed' } } },
      {},
      { why: expect.stringContaining('answered 503 with something else than RabbitMQ does') },
    ],
    [
      'is something else',
      { '/api/overview': { body: 'hello' } },
      {},
      { why: expect.stringContaining('answered 200 with something else than RabbitMQ does') },
    ],
  ])('is a gap where it %s', async (_, change, given, gap) => {
    const { view, contents } = await evaluateWith(change, given);
    expect(view).toEqual(expect.objectContaining(gap));
    expect(JSON.stringify(view)).not.toContain('wrong');
    expect(contents).toBeUndefined();
  });
});

describe('what a cluster of RabbitMQ holds', () => {
  it('is read with the state of each virtual host, and its queues', async () => {
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

  it('names the stable feature flags that are disabled', async () => {
    const flag = (name: string, state: string, stability = 'stable') => ({ name, state, stability, desc: '' });
    const body = [flag('on', 'enabled'), flag('off', 'disabled'), flag('new', 'disabled', 'experimental')];
    expect((await evaluateWith({ '/api/feature-flags': { body } })).contents?.disabledFlags).toEqual(['off']);
  });

  it('has a gap, with the way out, for a virtual host where the user has no permissions', async () => {
    const { contents } = await evaluateWith({ '/api/queues/%2F': noPermission });
    expect(contents?.vhosts[0]?.queues).toEqual({
      why: expect.stringContaining('User not authorised to access virtual host'),
      hint: expect.stringContaining("rabbitmqctl set_permissions --vhost '/'"),
      isLasting: true,
    });
  });

  it('is asked of a node that is not in question, and of two where the first is', async () => {
    const nodes = [a, b, c];
    const port = await serve(a, healthy('rabbit@one'));
    await serve(b, healthy('rabbit@two'), port);
    await serve(c, healthy('rabbit@three'), port);
    const whoTells = async (questions: ReturnType<typeof questionsOfAll>) => {
      const { contents } = await evaluate(port, nodes, questions);
      return isGap(contents) ? contents : contents.map(({ askedOf }) => askedOf);
    };
    expect(await whoTells([questionOf({ nodes })])).toEqual([b]);
    expect(await whoTells(questionsOfAll(nodes))).toEqual([a, b]);
  });

  it('is asked of the next node where one does not tell', async () => {
    const port = await serve(a, healthy('rabbit@one'));
    await serve(b, { ...healthy('rabbit@two'), '/api/vhosts': { status: 500, body: {} } }, port);
    const nodes = [a, b];
    expect((await evaluate(port, nodes)).contents).toMatchObject([{ askedOf: a }]);
    expect((await evaluate(port, [b])).contents).toEqual({ why: expect.stringContaining('answered 500') });
  });
});

describe('the options of RabbitMQ', () => {
  const given = { username: 'ann', password: 'secret' };
  it.each([
    [{}, 15_672],
    [{ scheme: 'https' }, 15_671],
    [{ scheme: 'https', port: 443 }, 443],
  ])('%j use port %d', (more, port) => expect(options.parse({ ...given, ...more })).toMatchObject({ port }));

  it('need a user', () =>
    expect(options.safeParse({}).error?.issues.map(({ path }) => path)).toEqual([['username'], ['password']]));
});
