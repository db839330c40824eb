import { afterEach, expect } from '@jest/globals';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { questionOf, taskOf } from '../../test-support/questions.ts';
import { options } from '../options.ts';
import { read } from '../read.ts';
import { type ConfigNodeAnswer, serveSession } from './serve-session.ts';

/** Responses of ZooKeeper 3.9.5. */
export const srvr = (mode: string) =>
  `Zookeeper version: 3.9.5-293c895a, built on 2026-02-11 20:18 UTC\nLatency min/avg/max: 0/0.0/0\nReceived: 1\nMode: ${mode}\nNode count: 5\n`;

export const mntrOfLeader =
  'zk_version\t3.9.5-293c895a, built on 2026-02-11 20:18 UTC\nzk_server_state\tleader\nzk_peer_state\tleading - broadcast\nzk_outstanding_requests\t0\nzk_synced_followers\t2\nzk_synced_non_voting_followers\t0\nzk_synced_observers\t0\nzk_pending_syncs\t0.0\nzk_quorum_size\t3\n';

export const notServing = 'This ZooKeeper instance is not currently serving requests\n';

export const refused = (word: string) => `${word} is not executed because it is not in the whitelist.\n`;

export const configuration = {
  servers: new Map([1, 2, 3].map((id) => [id, { isParticipant: true, hosts: [`10.0.0.${id}`] }])),
  groups: new Map(),
  weights: new Map(),
  version: '0',
};

export const serverLines = [1, 2, 3].map((id) => `server.${id}=10.0.0.${id}:2888:3888:participant\n`).join('');

const node: ConfigNodeAnswer = { serverId: 3, text: `${serverLines}version=0` };

/** The values that an AdminServer reports too. */
export const monitored = {
  mode: 'leader',
  modeAfter: 'leader',
  peerState: 'leading - broadcast',
  quorumSize: 3,
  outstandingRequests: 0,
  syncedFollowers: 2,
  syncedNonVotingFollowers: 0,
  pendingSyncs: 0,
};

export const leader = { ...monitored, serverId: 3, configuration };

const whyNotConf = 'conf is not in 4lw.commands.whitelist; /zookeeper/config at port \\d+:';

export const unread = (why: string, isLasting: boolean) => ({
  unread: { why: expect.stringMatching(`${whyNotConf} ${why}`), ...(isLasting && { isLasting }) },
});

export const host = '127.0.3.11';

export const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

export async function listen(server: Server): Promise<number> {
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
export function servePort(
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

export const serveAdmin = (answers: Record<string, object | number>): Promise<number> =>
  listen(
    createHttpServer((request, response) => {
      const answer = answers[request.url ?? ''] ?? 404;
      response.writeHead(typeof answer === 'number' ? answer : 200).end(JSON.stringify(answer));
    }),
  );

export const adminOf = (mode: string) => ({
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

export const admin = adminOf('leader');

export async function readMember(given: object, signal = AbortSignal.timeout(20_000)) {
  const snapshot = await read(
    taskOf(questionOf({ nodes: [host] })),
    options.parse({ timeout: '5s', ...given }),
    signal,
  );
  return snapshot.members.get(host);
}

export const aClosedPort = async () => {
  const port = await servePort(() => '');
  for (const server of servers.splice(0)) server.close();
  return port;
};
