import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { portOf, serveNamed } from '../net/test-support/named-certificate.ts';
import { questionOf, taskOf } from '../test-support/questions.ts';
import { options } from './options.ts';
import { read } from './read.ts';
import { type ConfigNodeAnswer, serveSession } from './test-support/serve-session.ts';

/** Responses of ZooKeeper 3.9.5. */
const srvr = (mode: string) =>
  `Zookeeper version: 3.9.5-293c895a, built on 2026-02-11 20:18 UTC\nLatency min/avg/max: 0/0.0/0\nReceived: 1\nMode: ${mode}\nNode count: 5\n`;
const mntrOfLeader =
  'zk_version\t3.9.5-293c895a, built on 2026-02-11 20:18 UTC\nzk_server_state\tleader\nzk_peer_state\tleading - broadcast\nzk_outstanding_requests\t0\nzk_synced_followers\t2\nzk_synced_non_voting_followers\t0\nzk_synced_observers\t0\nzk_pending_syncs\t0.0\nzk_quorum_size\t3\n';
const notServing = 'This ZooKeeper instance is not currently serving requests\n';
const refused = (word: string) => `${word} is not executed because it is not in the whitelist.\n`;
const configuration = {
  servers: new Map([1, 2, 3].map((id) => [id, { isParticipant: true, hosts: [`10.0.0.${id}`] }])),
  groups: new Map(),
  weights: new Map(),
  version: '0',
};
const serverLines = [1, 2, 3].map((id) => `server.${id}=10.0.0.${id}:2888:3888:participant\n`).join('');
const node: ConfigNodeAnswer = { serverId: 3, text: `${serverLines}version=0` };
/** The values that an AdminServer reports too. */
const monitored = {
  mode: 'leader',
  modeAfter: 'leader',
  peerState: 'leading - broadcast',
  quorumSize: 3,
  outstandingRequests: 0,
  syncedFollowers: 2,
  syncedNonVotingFollowers: 0,
  pendingSyncs: 0,
};
const leader = { ...monitored, serverId: 3, configuration };
const whyNotConf = 'conf is not in 4lw.commands.whitelist; /zookeeper/config at port \\d+:';
const unread = (why: string, isLasting: boolean) => ({
  unread: { why: expect.stringMatching(`${whyNotConf} ${why}`), ...(isLasting && { isLasting }) },
});

const host = '127.0.3.11';
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await once(server.listen(0, host), 'listening');
  return (server.address() as AddressInfo).port;
}

/**
 * Serves a client port.
 *
 * @param answer the response to the nth request of a word; undefined to never respond
 * @param configNode the response to a session that reads `/zookeeper/config`
 */
function servePort(
  answer: (word: string, nth: number) => string | undefined,
  configNode: ConfigNodeAnswer = node,
): Promise<number> {
  const asked: string[] = [];
  const answerOf = (word: string) => answer(word, asked.filter((each) => each === word).length);
  return listen(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (data) => {
        if (data.length > 4) return serveSession(socket, configNode);
        const word = data.toString();
        asked.push(word);
        const text = answerOf(word);
        if (text !== undefined) socket.end(text);
      });
    }),
  );
}

const serveAdmin = (answers: Record<string, object | number>): Promise<number> =>
  listen(
    createHttpServer((request, response) => {
      const answer = answers[request.url ?? ''] ?? 404;
      response.writeHead(typeof answer === 'number' ? answer : 200).end(JSON.stringify(answer));
    }),
  );
const adminOf = (mode: string) => ({
  '/commands/srvr': { command: 'server_stats', server_stats: { server_state: mode }, read_only: false, error: null },
  '/commands/monitor': {
    server_state: mode,
    peer_state: 'leading - broadcast',
    outstanding_requests: 0,
    synced_followers: 2,
    synced_non_voting_followers: 0,
    pending_syncs: 0,
    quorum_size: 3,
    command: 'monitor',
    error: null,
  },
});
const admin = adminOf('leader');

async function readMember(given: object, signal = AbortSignal.timeout(20_000)) {
  const snapshot = await read(
    taskOf(questionOf({ nodes: [host] })),
    options.parse({ timeout: '5s', ...given }),
    signal,
  );
  return snapshot.members.get(host);
}
const aClosedPort = async () => {
  const port = await servePort(() => '');
  for (const server of servers.splice(0)) server.close();
  return port;
};

describe('the client port', () => {
  it('reports srvr and mntr, with numbers in any format', async () => {
    const port = await servePort((word) => (word === 'srvr' ? srvr('leader') : mntrOfLeader));
    expect(await readMember({ port })).toEqual(leader);
  });

  it('is queried for the mode again at the end', async () => {
    const port = await servePort((word, nth) =>
      word === 'mntr' ? mntrOfLeader : srvr(nth === 1 ? 'leader' : 'follower'),
    );
    expect(await readMember({ port })).toMatchObject({ mode: 'leader', modeAfter: 'follower' });
  });

  it('leaves a gap for a number that is invalid or missing', async () => {
    const port = await servePort((word) =>
      word === 'srvr' ? srvr('leader') : mntrOfLeader.replace('0.0', 'NaN').replace(/zk_synced_f.*\n/, ''),
    );
    expect(await readMember({ port })).toEqual({ ...leader, pendingSyncs: undefined, syncedFollowers: undefined });
  });

  it.each<[string, (word: string, nth: number) => string | undefined, string]>([
    ['does not serve', () => notServing, 'it responds, but serves no requests'],
    [
      'stops serving during the check',
      (word, nth) => (word === 'mntr' ? mntrOfLeader : nth === 1 ? srvr('leader') : notServing),
      'it responds, but serves no requests',
    ],
    ['is another program', () => 'HTTP/1.1 400 Bad Request\r\n', 'srvr: the response has no mode'],
    ['closes without a response', () => '', 'srvr at port \\d+: the connection was closed without a response'],
    ['never responds', () => undefined, 'srvr at port \\d+: no complete response within 1000 ms'],
  ])('has a problem when it %s', async (_, answer, problem) => {
    const port = await servePort(answer);
    expect(
      (await readMember({ port, timeout: '1s', admin_port: await serveAdmin(adminOf('follower')) }))?.problem,
    ).toMatch(new RegExp(`^${problem}`));
  });

  it('is marked if it responds that it serves nobody', async () => {
    const port = await servePort(() => notServing);
    expect(await readMember({ port })).toEqual({
      problem: 'it responds, but serves no requests: it has no quorum or is still joining',
      servesNobody: true,
    });
  });

  it('has a problem when it is closed', async () => {
    const port = await aClosedPort();
    expect(await readMember({ port })).toEqual({
      problem: `srvr at port ${port}: connection refused (ECONNREFUSED)`,
    });
  });

  it('has a problem when the check is aborted', async () => {
    const port = await servePort(() => undefined);
    expect(await readMember({ port, timeout: '1m' }, AbortSignal.timeout(20))).toEqual({
      problem: `srvr at port ${port}: the health check took too long`,
    });
  });

  it('has a lasting problem if it expects TLS and the option is not set', async () => {
    const server = await serveNamed(host, 0, () => {});
    servers.push(server);
    const port = portOf(server);
    expect(await readMember({ port, timeout: '200ms' })).toEqual({
      problem: `port ${port} expects TLS, but the option tls is not set`,
      hint: expect.stringContaining('set the option tls'),
      isLasting: true,
    });
  });

  it('has a lasting problem if it does not use TLS and the option is set', async () => {
    const server = createServer((socket) => {
      socket.once('data', (data) => (String(data) === 'srvr' ? socket.end(srvr('leader')) : socket.destroy()));
    });
    const port = await listen(server);
    expect(await readMember({ port, tls: {} })).toEqual({
      problem: `port ${port} does not use TLS, but the option tls is set`,
      hint: expect.stringContaining('remove the option tls'),
      isLasting: true,
    });
  });
});

describe('the AdminServer', () => {
  it.each([
    ['mntr is', (word: string) => (word === 'srvr' ? srvr('leader') : refused(word))],
    ['neither word is', refused],
  ])('is the fallback if %s not whitelisted', async (_, answer) => {
    const given = { port: await servePort(answer), admin_port: await serveAdmin(admin) };
    expect(await readMember(given)).toEqual(leader);
  });

  it('is required if mntr is not whitelisted', async () => {
    const answer = (word: string) => (word === 'srvr' ? srvr('follower') : refused(word));
    const given = { port: await servePort(answer), admin_port: 1 };
    expect(await readMember(given)).toEqual({
      mode: 'follower',
      modeAfter: 'follower',
      serverId: 3,
      configuration,
      unmonitored: expect.stringMatching(/^mntr is not in 4lw.commands.whitelist; monitor at AdminServer port \d+: /),
    });
  });

  it('is the fallback for a closed client port if the user set its port', async () => {
    const given = { port: await aClosedPort(), admin_port: await serveAdmin(admin) };
    const why = expect.stringMatching(/^conf at port \d+: .*; \/zookeeper\/config at port \d+: connection refused/);
    expect(await readMember(given)).toEqual({ ...monitored, unread: { why, isLasting: true } });
  });

  it('reports a read-only member', async () => {
    const cutOff = {
      ...admin,
      '/commands/srvr': { command: 'srvr', server_stats: { server_state: 'follower' }, read_only: true },
    };
    const given = { port: await servePort(refused), admin_port: await serveAdmin(cutOff) };
    expect(await readMember(given)).toMatchObject({ mode: 'read-only' });
  });

  it.each<[string, Record<string, object | number>, string]>([
    [
      'reports that the member does not serve',
      { ...admin, '/commands/srvr': { command: 'srvr', error: notServing } },
      'it responds, but serves',
    ],
    [
      'fails like ZooKeeper 3.9.5 without a quorum',
      { ...admin, '/commands/monitor': 500 },
      'mntr is not in 4lw.commands.whitelist; monitor at AdminServer port \\d+: status 500',
    ],
    [
      'does not know the command',
      { ...admin, '/commands/srvr': { command: 'srvr', error: 'Unknown command: srvr' } },
      'srvr is not in .*; srvr at the AdminServer: Unknown command',
    ],
    [
      'sends another response',
      { ...admin, '/commands/srvr': ['x'] },
      'srvr is not in .*: the response \\(status 200\\) is not from ZooKeeper: another program listens there',
    ],
  ])('has a problem when it %s', async (_, answers, problem) => {
    const given = { port: await servePort(refused), admin_port: await serveAdmin(answers) };
    expect((await readMember(given))?.problem).toMatch(new RegExp(`^${problem}`));
  });

  it.each<[string, Record<string, object | number>]>([
    ['responds with other JSON', { '/commands/monitor': { status: 'UP' } }],
    ['does not have the page', {}],
    ['requires a password', { '/commands/monitor': 401 }],
  ])('is required if another program at its port %s', async (_, answers) => {
    const answer = (word: string) => (word === 'srvr' ? srvr('follower') : refused(word));
    const given = { port: await servePort(answer), admin_port: await serveAdmin(answers) };
    expect(await readMember(given)).toMatchObject({
      mode: 'follower',
      unmonitored: expect.stringMatching(
        /^mntr is not in .*; monitor at AdminServer port \d+: the response \(status \d+\) is not from ZooKeeper/,
      ),
    });
  });

  it('is required if srvr is not whitelisted', async () => {
    const admin_port = await aClosedPort();
    const given = { port: await servePort(refused), admin_port };
    expect(await readMember(given)).toMatchObject({
      problem: expect.stringMatching(/^srvr is not/),
      isLasting: true,
    });
  });

  it('reports a leader that serves no clients (leaderServes=no)', async () => {
    const given = { port: await servePort(() => notServing), admin_port: await serveAdmin(admin) };
    expect(await readMember(given)).toEqual({ ...monitored, leadsOnly: true });
  });

  it('is not trusted for a leader that stops serving during the check', async () => {
    const given = {
      port: await servePort((word, nth) => (word === 'mntr' ? mntrOfLeader : nth === 1 ? srvr('leader') : notServing)),
      admin_port: await serveAdmin(admin),
    };
    expect(await readMember(given)).toMatchObject({ servesNobody: true });
  });
});

describe('the configuration', () => {
  const answer = (word: string) => (word === 'srvr' ? srvr('leader') : word === 'mntr' ? mntrOfLeader : refused(word));
  const withConf = (conf: string) => (word: string) => (word === 'conf' ? conf : answer(word));

  it('is read with conf if that is whitelisted', async () => {
    const conf = `clientPort=2181\nserverId=258\npeerType=0\nmembership: \n${serverLines}version=100000000`;
    const given = { port: await servePort(withConf(conf), { serverId: 7, code: -102 }) };
    expect(await readMember(given)).toMatchObject({
      serverId: 258,
      configuration: { ...configuration, version: '100000000' },
    });
  });

  it('is read from /zookeeper/config if conf does not report it', async () => {
    const port = await servePort(withConf('clientPort=2181\nserverId=3\npeerType=0\n'));
    expect(await readMember({ port })).toMatchObject({ serverId: 3, configuration });
  });

  it.each<[string, ConfigNodeAnswer, object]>([
    ['does not exist', { serverId: 3, code: -101 }, unread('there is no such node .*\\(code -101\\)', true)],
    ['may not be read', { serverId: 3, code: -102 }, unread('its ACL .*', true)],
    ['requires authentication', { serverId: 3, code: -124 }, unread('the server requires every client', true)],
    ['is refused for a moment', { serverId: 3, code: -4 }, unread('connection loss', false)],
    [
      'has no server lines',
      { serverId: 3, text: '' },
      { unread: { why: expect.stringContaining('/zookeeper/config has no server lines') } },
    ],
  ])('is a gap if /zookeeper/config %s', async (_, configNode, found) => {
    const member = await readMember({ port: await servePort(answer, configNode) });
    expect(member).toMatchObject({ mode: 'leader', ...found });
    expect(member).not.toHaveProperty('configuration');
  });

  it.each([
    ['by the first byte of the session id', 3, 3],
    ['by the session id, without a server line', 4, 4],
    ['not if two ids end with the same byte', 259, undefined],
  ])('identifies the server: %s', async (_, serverId, found) => {
    const text = `${serverLines}server.259=10.0.1.3:2888:3888\n`;
    const port = await servePort(answer, { serverId, text: serverId === 259 ? text : serverLines });
    expect((await readMember({ port }))?.serverId).toBe(found);
  });
});
