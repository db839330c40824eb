import { describe, expect, it } from '@jest/globals';
import {
  srvr,
  mntrOfLeader,
  notServing,
  refused,
  configuration,
  monitored,
  leader,
  servePort,
  serveAdmin,
  admin,
  readMember,
  aClosedPort,
} from './test-support/serve-member.ts';

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
