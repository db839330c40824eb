import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { questionOf, taskOf } from '../test-support/questions.ts';
import { options } from './options.ts';
import { prepare } from './prepare.ts';
import { read } from './read.ts';

const host = '127.0.3.31';
const [own, other, third] = ['5', '7', 'd'].map((digit) => digit.repeat(40)) as [string, string, string];

/** Responses recorded from Redis 7.0.15, shortened. */
const info = (role: string) =>
  `# Server\r\nredis_version:7.0.15\r\nredis_mode:cluster\r\n\r\n# Persistence\r\nloading:0\r\n\r\n# Replication\r\n${role}`;
const masterInfo = info('role:master\r\nconnected_slaves:1\r\nmaster_repl_offset:4711\r\n');
const replicaInfo = info(
  'role:slave\r\nmaster_link_status:up\r\nmaster_sync_in_progress:0\r\nslave_repl_offset:4700\r\nmaster_repl_offset:4700\r\n',
);
const clusterInfo = 'cluster_state:ok\r\ncluster_slots_assigned:16384\r\ncluster_current_epoch:6\r\n';
const nodes = [
  `${own} ${host}:6379@16379,node1.example myself,master - 0 1795860837000 3 connected 0-5460 5462 [5461->-${other}]`,
  `${other} 127.0.6.2:6379@16379 slave,fail? ${own} 0 1795860837010 2 connected`,
  `${third} :0@0 master,fail,noaddr - 1795860840066 1795860839371 7 disconnected 5463-16383`,
  '',
].join('\n');
const config = ['min-replicas-to-write', '1'];

type Answers = Record<string, string | string[] | Error | undefined>;
const sound: Answers = { INFO: masterInfo, 'CLUSTER INFO': clusterInfo, 'CLUSTER NODES': nodes, 'CONFIG GET': config };

const servers: Server[] = [];
const sockets = new Set<Socket>();
let asked: string[] = [];
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
function encode(answer: string | string[] | Error): string {
  if (answer instanceof Error) return `-${answer.message}\r\n`;
  return Array.isArray(answer) ? `*${answer.length}\r\n${answer.map(bulk).join('')}` : bulk(answer);
}

/** A server that speaks the Redis protocol and answers each command by its prefix; `undefined` never answers. */
async function serve(answers: Answers, at = host, given = 0): Promise<number> {
  if (given === 0) asked = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).setEncoding('utf8');
    socket.on('data', (text: string) => {
      for (const command of text.split(/(?=\*\d+\r\n)/)) {
        const words = command.split('\r\n').filter((word) => word !== '' && !/^[*$]\d/.test(word));
        asked.push(words.join(' '));
        const key = Object.keys(answers).find((each) => words.join(' ').startsWith(each));
        const answer = key === undefined ? new Error('ERR unknown command') : answers[key];
        if (answer !== undefined) socket.write(encode(answer));
      }
    });
  });
  servers.push(server);
  await once(server.listen(given, at), 'listening');
  return (server.address() as AddressInfo).port;
}

async function readNode(answers: Answers, given: object = {}) {
  const port = await serve({ ...sound, ...answers });
  const settings = options.parse({ port, ...given });
  const snapshot = await read(taskOf(questionOf({ nodes: [host] })), settings, AbortSignal.timeout(20_000));
  return { ...snapshot, view: snapshot.views.get(host)! };
}
const error = (message: string) => new Error(message);

describe('a node', () => {
  it('reports its state and the nodes of the cluster', async () => {
    const { view, peers, ids } = await readNode({});
    expect(view).toEqual({
      id: own,
      role: 'master',
      offset: 4711,
      isLinked: true,
      isOk: true,
      epoch: 6,
      peers,
      openSlots: ['5461 to 77777777'],
      minReplicasToWrite: 1,
      later: { role: 'master', offset: 4711, isLinked: true },
    });
    expect(peers).toEqual([
      {
        id: own,
        hosts: [host, 'node1.example'],
        role: 'master',
        masterId: undefined,
        failing: undefined,
        ranges: ['0-5460', '5462'],
        slots: 5462,
      },
      { id: other, hosts: ['127.0.6.2'], role: 'replica', masterId: own, failing: 'fail?', ranges: [], slots: 0 },
      {
        id: third,
        hosts: [],
        role: 'master',
        masterId: undefined,
        failing: 'fail',
        ranges: ['5463-16383'],
        slots: 10_921,
      },
    ]);
    expect(ids).toEqual(new Map([[host, own]]));
  });

  it('reports its replication offset as a replica', async () =>
    expect((await readNode({ INFO: replicaInfo })).view).toMatchObject({
      role: 'replica',
      offset: 4700,
      isLinked: true,
    }));

  it.each([
    ['master_link_status:up', 'master_link_status:down'],
    ['master_sync_in_progress:0', 'master_sync_in_progress:1'],
  ])('is not linked as a replica without %s', async (healthy, unhealthy) =>
    expect((await readNode({ INFO: replicaInfo.replace(healthy, unhealthy) })).view).toMatchObject({ isLinked: false }),
  );

  it.each<[string, Answers, object]>([
    [
      'is not in cluster mode',
      { INFO: 'redis_mode:standalone\r\nrole:master\r\n' },
      {
        why: 'it runs in mode standalone, not in cluster mode',
        hint: expect.stringContaining('Sentinel'),
        isLasting: true,
      },
    ],
    [
      'is loading',
      { INFO: 'redis_mode:cluster\r\nloading:1\r\nloading_loaded_perc:12.50\r\n' },
      { why: 'it is loading its data: 12.50 %' },
    ],
    [
      'requires a password',
      { INFO: error('NOAUTH Authentication required.') },
      {
        why: expect.stringMatching(/^INFO at 127.0.3.31:\d+: NOAUTH/),
        hint: expect.stringContaining('password'),
        isLasting: true,
      },
    ],
    [
      'denies the user a command',
      { 'CLUSTER NODES': error("NOPERM this user has no permissions to run the 'cluster|nodes' command") },
      { why: expect.stringContaining('NOPERM'), hint: expect.stringContaining('ACL SETUSER'), isLasting: true },
    ],
    ['is not Redis', { INFO: 'SSH-2.0' }, { why: 'its response to CLUSTER NODES cannot be parsed' }],
    ['hangs', { INFO: undefined }, { why: expect.stringMatching(/^INFO at 127.0.3.31:\d+: no response within 1s$/) }],
  ])('cannot be read if it %s', async (what, answers, gap) => {
    const more = what === 'is not Redis' ? { 'CLUSTER NODES': 'x' } : {};
    expect((await readNode({ ...answers, ...more }, { timeout: '1s' })).view).toEqual(gap);
  });

  it('is read even if its configuration cannot be read', async () =>
    expect((await readNode({ 'CONFIG GET': error('NOPERM no') })).view).toMatchObject({
      role: 'master',
      minReplicasToWrite: { why: expect.stringContaining('NOPERM') },
    }));

  it('cannot be read if its port is closed', async () => {
    const port = await serve({});
    servers.pop()!.close();
    const snapshot = await read(
      taskOf(questionOf({ nodes: [host] })),
      options.parse({ port }),
      AbortSignal.timeout(20_000),
    );
    expect(snapshot.views.get(host)).toEqual({
      why: `connecting to ${host}:${port}: connection refused (ECONNREFUSED)`,
    });
  });
});

it('sends only read-only commands', async () => {
  await readNode({}, { username: 'ann', password: 'secret1' }).catch(() => {});
  await readNode({});
  expect(new Set(asked)).toEqual(
    new Set(['INFO', 'CLUSTER INFO', 'CLUSTER NODES', 'CONFIG GET min-replicas-to-write', 'INFO replication']),
  );
});

it('logs in, and never reports the password', async () => {
  const { view } = await readNode(
    { AUTH: error('WRONGPASS invalid username-password pair') },
    { username: 'ann', password: 'secret1' },
  );
  expect(asked[0]).toBe('AUTH ann secret1');
  expect(view).toMatchObject({ why: expect.stringContaining('WRONGPASS'), isLasting: true });
  expect(JSON.stringify(view)).not.toContain('secret1');
});

it('requires a password for a user', () =>
  expect(options.safeParse({ username: 'ann' }).error?.message).toMatch(/requires password/));

describe('prepare', () => {
  const prepareWith = async (answers: Answers) => {
    const port = await serve({ ...sound, ...answers });
    return prepare(questionOf({ nodes: [host] }), options.parse({ port }), AbortSignal.timeout(20_000));
  };

  const otherHost = '127.0.6.2';
  /** The node does not respond; the other node reports it with these flags. */
  const prepareUnresponsive = async (flags: string, answers: Answers = {}) => {
    const seen = nodes.replace('myself,master', flags).replace('slave,fail?', 'myself,slave');
    const port = await serve({ ...sound, INFO: undefined });
    await serve({ ...sound, INFO: replicaInfo, 'CLUSTER NODES': seen, ...answers }, otherHost, port);
    const settings = options.parse({ port, timeout: '1s' });
    return prepare(questionOf({ nodes: [host, otherHost] }), settings, AbortSignal.timeout(20_000));
  };

  it.each(['master,fail', 'master,fail?', `slave`])(
    'hands nothing over from an unresponsive node listed as %s',
    async (flags) =>
      expect(await prepareUnresponsive(flags)).toEqual({
        changed: false,
        message: `${host} is not serving, so there is nothing to hand over`,
      }),
  );

  it.each<[string, Answers, string]>([
    ['is still listed as a master', {}, 'but only 0 of 1 other nodes flag it as failing'],
    ['no other node reports on', { INFO: error('LOADING') }, 'but only 0 of 0 other nodes flag it as failing'],
  ])('fails if an unresponsive node %s', async (_, answers, message) => {
    await expect(prepareUnresponsive('master', answers)).rejects.toMatchObject({
      code: 'prepare-failed',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(`redis-cli -h ${host} PING`),
    });
    expect(asked.join()).not.toContain('FAILOVER');
  });

  it('hands nothing over from a node without slots or a single failed node', async () => {
    expect(await prepareWith({ INFO: error('LOADING') })).toEqual({
      changed: false,
      message: `${host} is not serving, so there is nothing to hand over`,
    });
    const empty = nodes.replace('0-5460 5462', '');
    expect(await prepareWith({ 'CLUSTER NODES': empty })).toEqual({
      changed: false,
      message: `${host} is not a master with slots, so there is nothing to hand over`,
    });
  });

  it('prefers a recycled replica over one that is still due', async () => {
    const [due, done] = ['127.0.6.2', '127.0.6.3'];
    const lines = (me: string) =>
      [
        `${own} ${host}:6379@16379 master - 0 0 3 connected 0-16383`,
        `${other} ${due}:6379@16379 slave ${own} 0 0 2 connected`,
        `${third} ${done}:6379@16379 slave ${own} 0 0 1 connected`,
      ]
        .map((line) => (line.startsWith(me) ? line.replace(/ (master|slave) /, ' myself,$1 ') : line))
        .join('\n');
    const port = await serve({ ...sound, 'CLUSTER NODES': lines(own) });
    const replicaAt = (address: string, id: string, offset: number) => {
      const role = replicaInfo.replace(/slave_repl_offset:\d+/, `slave_repl_offset:${offset}`);
      const failover = error(`ERR asked ${address}`);
      return serve({ ...sound, INFO: role, 'CLUSTER NODES': lines(id), 'CLUSTER FAILOVER': failover }, address, port);
    };
    await replicaAt(due, other, 4711);
    await replicaAt(done, third, 4700);
    const question = questionOf({ nodes: [host, due, done] });
    const ask = (given: string[]) =>
      prepare({ ...question, due: given }, options.parse({ port }), AbortSignal.timeout(20_000));
    await expect(ask([])).rejects.toThrow(`ERR asked ${due}`);
    await expect(ask([due])).rejects.toThrow(`ERR asked ${done}`);
  });

  it('fails if no replica is in sync', async () => {
    await expect(prepareWith({})).rejects.toMatchObject({
      code: 'prepare-failed',
      message: `No replica of ${host} is in sync, so its 5462 slots cannot be handed over`,
    });
    expect(asked.join()).not.toContain('FAILOVER');
  });

  it('succeeds without a replica, because that was accepted', async () =>
    expect(await prepareWith({ 'CLUSTER NODES': nodes.replace(` ${own} 0`, ` ${third} 0`) })).toEqual({
      changed: false,
      message: `${host} has no replica that could take over its 5462 slots`,
    }));
});
