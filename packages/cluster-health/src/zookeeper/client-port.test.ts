import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:net';
import { portOf, serveNamed } from '../net/test-support/named-certificate.ts';
import {
  srvr,
  mntrOfLeader,
  notServing,
  leader,
  host,
  servers,
  listen,
  servePort,
  serveAdmin,
  adminOf,
  readMember,
  aClosedPort,
} from './test-support/serve-member.ts';

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
