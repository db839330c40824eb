import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askKind } from '../judging/test-support/ask-kind.ts';
import { questionOf, taskOf } from '../test-support/questions.ts';
import { etcd } from './index.ts';
import { options } from './options.ts';
import { read } from './read.ts';

const host = '127.0.3.21';
const clusterId = '10660350834845535919';
const [own, other] = ['5004576879305298526', '14796942094936203612'];
const header = { cluster_id: clusterId, member_id: own, revision: '1', raft_term: '2' };

/** Responses recorded from etcd 3.4.23; 3.5, 3.6 and 3.7 add fields. */
const status = {
  header,
  version: '3.4.23',
  dbSize: '20480',
  leader: other,
  raftIndex: '17',
  raftTerm: '2',
  raftAppliedIndex: '16',
};
const list = {
  header: { cluster_id: clusterId, member_id: own, raft_term: '2' },
  members: [
    { ID: own, name: 'm1', peerURLs: [`http://${host}:2380`], clientURLs: [`http://${host}:2379`] },
    { ID: other, peerURLs: ['http://[fd00::1]:2380'], isLearner: true },
  ],
};
const refusal = (code: number, message: string, statusCode: number): [number, unknown] => [
  statusCode,
  { error: message, message, code },
];

type Answer = object | [status: number, body: unknown];
type Answers = Record<string, Answer | ((request: IncomingMessage, nth: number) => Answer)>;
const sound: Answers = {
  '/health': { health: 'true' },
  '/v3/maintenance/status': status,
  '/v3/cluster/member/list': list,
};

const servers: Server[] = [];
let asked: IncomingMessage[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(answers: Answers): Promise<number> {
  asked = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const path = request.url!.replace(/\?.*/, '');
    const nth = asked.filter(({ url }) => url?.startsWith(path)).length;
    const found = answers[path] ?? [404, '404 page not found'];
    const answer = typeof found === 'function' ? found(request, nth) : found;
    const [code, body] = Array.isArray(answer) ? (answer as [number, unknown]) : [200, answer];
    response.writeHead(code).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  servers.push(server);
  await once(server.listen(0, host), 'listening');
  return (server.address() as AddressInfo).port;
}

async function readNode(answers: Answers, given: object = {}) {
  const port = await serve({ ...sound, ...answers });
  const snapshot = await read(
    taskOf(questionOf({ nodes: [host] })),
    options.parse({ port, ...given }),
    AbortSignal.timeout(20_000),
  );
  return { ...snapshot, node: snapshot.nodes.get(host)! };
}
const gapOf = async (answers: Answers, given?: object) => (await readNode(answers, given)).node.view;

describe('a member', () => {
  it('reports its progress, its leader and the members', async () => {
    const { node, members, ids } = await readNode({});
    expect(node).toEqual({
      isLeaderless: false,
      view: {
        clusterId,
        id: own,
        leader: other,
        term: '2',
        committed: 17,
        applied: 16,
        isLearner: false,
        alarms: [],
        unhealthy: undefined,
        members,
        later: { leader: other, term: '2', applied: 16 },
      },
    });
    expect(members).toEqual([
      { id: own, name: 'm1', isLearner: false, hosts: [host], peerUrl: `http://${host}:2380` },
      { id: other, name: '', isLearner: true, hosts: ['fd00::1'], peerUrl: 'http://[fd00::1]:2380' },
    ]);
    expect(ids).toEqual(new Map([[host, own]]));
  });

  it('is read again after all members were read', async () => {
    const moving = (_: unknown, nth: number) => ({ ...status, raftAppliedIndex: String(15 + nth) });
    expect((await readNode({ '/v3/maintenance/status': moving })).node.view).toMatchObject({
      applied: 16,
      later: { applied: 17 },
    });
  });

  it.each([
    ['3.4 to 3.6', ['memberID:5 alarm:NOSPACE ', 'alarm:CORRUPT ', 'etcdserver: no leader']],
    ['3.7', ['memberID:5  alarm:NOSPACE', 'alarm:CORRUPT', 'etcdserver: no leader']],
  ])('reports alarms in the format of etcd %s', async (_, errors) =>
    expect((await readNode({ '/v3/maintenance/status': { ...status, errors } })).node.view).toMatchObject({
      alarms: [
        { type: 'NOSPACE', member: '5' },
        { type: 'CORRUPT', member: undefined },
      ],
    }),
  );

  it('has no leader if it reports none', async () => {
    const { leader: _, ...rest } = status;
    const { node } = await readNode({ '/v3/maintenance/status': rest, '/health': [503, { health: 'false' }] });
    expect(node).toMatchObject({ isLeaderless: true, view: { leader: undefined, unhealthy: '/health reports false' } });
  });

  it('reports why it is unhealthy, without alarms', async () => {
    const { node } = await readNode({ '/health': [503, { health: 'false', reason: 'QGET ERROR' }] });
    expect(node.view).toMatchObject({ unhealthy: '/health reports false: QGET ERROR' });
    expect(asked.map(({ url }) => url)).toContain('/health?exclude=NOSPACE&exclude=CORRUPT');
  });

  it('does not have to list the members as a learner', async () => {
    const { node, members } = await readNode({
      '/v3/maintenance/status': { ...status, isLearner: true },
      '/v3/cluster/member/list': refusal(14, 'etcdserver: rpc not supported for learner', 503),
    });
    expect(node.view).toMatchObject({ isLearner: true, members: undefined });
    expect(members).toEqual([]);
  });

  it.each<[string, Answers, object]>([
    [
      'whose gateway is disabled',
      { '/v3/maintenance/status': [404, '404 page not found'] },
      {
        why: expect.stringMatching(/^POST \/v3\/maintenance\/status at 127.0.3.21:\d+ returned 404$/),
        hint: expect.stringContaining('gRPC gateway'),
        isLasting: true,
      },
    ],
    [
      'that requires a user',
      { '/v3/maintenance/status': refusal(3, 'etcdserver: user name is empty', 400) },
      {
        why: expect.stringContaining('returned 400: etcdserver: user name is empty'),
        hint: expect.stringContaining('username'),
        isLasting: true,
      },
    ],
    [
      'that accepts no certificate with a common name',
      {
        '/v3/maintenance/status': [
          400,
          'CommonName of client sending a request against gateway will be ignored and not used as expected\n',
        ],
      },
      {
        why: expect.stringContaining('returned 400: CommonName of client'),
        hint: expect.stringContaining('without a common name'),
        isLasting: true,
      },
    ],
    [
      'that is not etcd',
      { '/v3/maintenance/status': [200, '<html>'] },
      { why: expect.stringContaining('the body is not an etcd response') },
    ],
    [
      'that lists no members',
      { '/v3/cluster/member/list': refusal(14, 'etcdserver: rpc not supported', 503) },
      { why: expect.stringContaining('returned 503') },
    ],
  ])('%s cannot be read', async (_, answers, gap) => expect(await gapOf(answers)).toEqual(gap));

  it('is known to have no leader even if its status needs one', async () => {
    const { node } = await readNode(
      {
        '/v3/auth/authenticate': [503, { message: 'etcdserver: no leader', code: 14 }],
        '/health': [503, { health: 'false', reason: 'RAFT NO LEADER' }],
      },
      { username: 'ann', password: 'pw' },
    );
    expect(node).toMatchObject({ isLeaderless: true, view: { why: expect.stringContaining('no leader') } });
  });
});

describe('a user', () => {
  const user = { username: 'ann', password: 'secret1' };
  const withToken = ({ headers }: IncomingMessage): Answer =>
    headers.authorization === 'token.1' ? status : refusal(3, 'etcdserver: user name is empty', 400);

  it('logs in once per node and sends the token only where needed', async () => {
    const { node } = await readNode(
      { '/v3/auth/authenticate': { header, token: 'token.1' }, '/v3/maintenance/status': withToken },
      user,
    );
    expect(node.view).toMatchObject({ id: own, later: { applied: 16 } });
    const sent = asked.map(({ url, headers }) => `${url?.replace(/\?.*/, '')} ${headers.authorization}`).toSorted();
    expect(sent).toEqual([
      '/health undefined',
      '/v3/auth/authenticate undefined',
      '/v3/cluster/member/list token.1',
      '/v3/maintenance/status token.1',
      '/v3/maintenance/status token.1',
    ]);
  });

  it('is not needed if authentication is disabled', async () =>
    expect(
      await gapOf({ '/v3/auth/authenticate': refusal(9, 'etcdserver: authentication is not enabled', 400) }, user),
    ).toMatchObject({ id: own }));

  it('is reported as rejected, without the password', async () => {
    const gap = await gapOf(
      { '/v3/auth/authenticate': refusal(3, 'etcdserver: authentication failed, invalid user ID or password', 400) },
      user,
    );
    expect(gap).toEqual({
      why: expect.stringContaining('authentication failed'),
      hint: expect.stringContaining('username and password'),
      isLasting: true,
    });
    expect(JSON.stringify(gap)).not.toContain('secret1');
  });

  it.each<[string, Answers]>([
    ['whose token is rejected', { '/v3/maintenance/status': refusal(16, 'etcdserver: invalid auth token', 401) }],
    ['who lacks a permission', { '/v3/cluster/member/list': refusal(7, 'etcdserver: permission denied', 403) }],
    ['who is rejected by a proxy', { '/v3/auth/authenticate': [401, 'Unauthorized'] }],
  ])('%s is reported at once, and the hint names the options', async (_, answers) =>
    expect(await gapOf({ '/v3/auth/authenticate': { header, token: 'token.1' }, ...answers }, user)).toMatchObject({
      hint: expect.stringContaining('username and password'),
      isLasting: true,
    }),
  );

  it('requires a password', () =>
    expect(options.safeParse({ username: 'ann' }).error?.message).toMatch(/must be set together/));
});

it('sends no request that writes to the log of the cluster', async () => {
  const port = await serve(sound);
  await askKind(etcd, { port }, questionOf({ nodes: [host] }));
  expect([...new Set(asked.map(({ method, url }) => `${method} ${url?.replace(/\?.*/, '')}`))].toSorted()).toEqual([
    'GET /health',
    'POST /v3/cluster/member/list',
    'POST /v3/maintenance/status',
  ]);
});
