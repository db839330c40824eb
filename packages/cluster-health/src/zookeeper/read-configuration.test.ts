import { describe, expect, it } from '@jest/globals';
import type { ConfigNodeAnswer } from './test-support/serve-session.ts';
import {
  srvr,
  mntrOfLeader,
  refused,
  configuration,
  serverLines,
  unread,
  servePort,
  readMember,
} from './test-support/serve-member.ts';

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
