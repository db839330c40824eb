import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cache, openCache } from '@esg-recycler/esg-store';
import { createLimiter, createSpotClient } from '@esg-recycler/spotinst-client';
import { cacheScope } from './cached-reads.ts';
import { createGroupSource } from './group-source.ts';

const groups: Record<string, object[]> = {
  'act-1': [
    {
      id: 'sig-1',
      name: 'kafka',
      region: 'us-east-1',
      strategy: { risk: 100, persistence: { shouldPersistPrivateIp: true } },
      compute: { launchSpecification: { imageId: 'ami-2', userData: 'c2VjcmV0', tags: [] } },
    },
  ],
  'act-2': [{ id: 'sig-2', name: 'zookeeper', region: 'us-east-1' }],
};

describe('the source of groups', () => {
  let server: Server;
  let cache: Cache;
  let requests: string[];
  /** The response for the path instead. */
  let answers: Record<string, { status: number; body: object }>;

  const envelope = (items: object[], status = 200) => ({
    request: { id: 'request-1' },
    response: { status: { code: status, message: 'OK' }, items, count: items.length },
  });

  const answer = (path: string, account: string): { status: number; body: object } => {
    const known = groups[account] ?? [];
    const [, id, part] = /^\/aws\/ec2\/group(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? [];
    if (id === undefined) return { status: 200, body: envelope(known) };
    const group = known.filter((candidate) => (candidate as { id: string }).id === id);
    if (group.length === 0) {
      const errors = [{ code: 'GROUP_DOESNT_EXIST', message: 'Group does not exist' }];
      return { status: 400, body: { response: { status: { code: 400, message: 'Bad Request' }, errors } } };
    }
    if (part === undefined) return { status: 200, body: envelope(group) };
    const instance = {
      id: 'ssi-1',
      state: 'ACTIVE',
      instanceId: 'i-1',
      privateIp: '10.0.0.1',
      createdAt: '2019-02-04T10:10:31.000Z',
    };
    return {
      status: 200,
      body: envelope([part === 'status' ? { instanceId: 'i-1', privateIp: '10.0.0.1' } : instance]),
    };
  };

  beforeEach(async () => {
    requests = [];
    answers = {};
    cache = await openCache({ url: 'memory:', cacheDir: '/nonexistent' });
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
      const account = searchParams.get('accountId') ?? '';
      requests.push(`${account} ${pathname.replace('/aws/ec2/group', '')}`);
      const { status, body } = answers[pathname] ?? answer(pathname, account);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await cache.close();
  });

  const sourceWith = ({ token = 'token-1', refresh = false, accounts = ['act-1', 'act-2'] } = {}) => {
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const limiter = createLimiter();
    return createGroupSource({
      clients: accounts.map((accountId) => createSpotClient({ apiUrl, token, accountId, timeoutMs: 5000, limiter })),
      scope: cacheScope(apiUrl, token),
      cache,
      ttlMs: 60_000,
      refresh,
    });
  };

  it('reads the groups of every account once, and stores no userData', async () => {
    const { known } = await sourceWith().groups();
    expect(known.map(({ accountId, group }) => [accountId, group.id])).toEqual([
      ['act-1', 'sig-1'],
      ['act-2', 'sig-2'],
    ]);
    expect(requests.toSorted()).toEqual(['act-1 ', 'act-2 ']);
    expect(JSON.stringify(known)).not.toContain('c2VjcmV0');
  });

  it('reads nothing twice within the TTL', async () => {
    const read = async () => {
      const source = sourceWith();
      const [first] = (await source.groups()).known;
      return [first, await source.instances(first!), await source.status(first!)];
    };
    const cold = await read();
    expect(requests).toHaveLength(4);
    expect(await read()).toEqual(cold);
    expect(requests).toHaveLength(4);
  });

  it('never returns a response for another token', async () => {
    await sourceWith({ token: 'token-1' }).groups();
    await sourceWith({ token: 'token-2' }).groups();
    expect(requests).toHaveLength(4);
  });

  it('reads again on refresh, and stores the new response', async () => {
    await sourceWith().groupsById(['sig-1']);
    groups['act-1']![0] = { ...groups['act-1']![0], name: 'renamed' };
    const [fresh] = await sourceWith({ refresh: true }).groupsById(['sig-1']);
    expect(fresh!.group.name).toBe('renamed');
    const [kept] = await sourceWith().groupsById(['sig-1']);
    expect(kept!.group.name).toBe('renamed');
    expect(requests).toHaveLength(2);
  });

  it('reads only the named groups, one account after the other', async () => {
    const found = await sourceWith().groupsById(['sig-2']);
    expect(found.map(({ accountId, group }) => [accountId, group.id])).toEqual([['act-2', 'sig-2']]);
    expect(requests).toEqual(['act-1 /sig-2', 'act-2 /sig-2']);
    await expect(sourceWith().groupsById(['sig-9'])).rejects.toMatchObject({ code: 'group-unknown', exitCode: 2 });
  });

  it('names the group or the account that could not be read', async () => {
    const refused = { status: 401, body: { response: { status: { code: 401, message: 'Unauthorized' } } } };
    const source = sourceWith();
    const [first] = (await source.groups()).known;
    answers['/aws/ec2/group/sig-1/statefulInstance'] = refused;
    await expect(source.instances(first!)).rejects.toMatchObject({
      message: expect.stringContaining('sig-1'),
      exitCode: 5,
    });
    answers['/aws/ec2/group'] = refused;
    await expect(sourceWith({ refresh: true }).groups()).rejects.toMatchObject({
      message: expect.stringContaining('account act-1'),
      exitCode: 5,
    });
  });

  it.each(['10.0.0.1\n[evil]', '{{ evil }}', 'localhost'])('rejects %j as an address', async (privateIp) => {
    const source = sourceWith();
    const [first] = (await source.groups()).known;
    answers['/aws/ec2/group/sig-1/statefulInstance'] = {
      status: 200,
      body: envelope([{ id: 'ssi-1', state: 'ACTIVE', privateIp }]),
    };
    await expect(source.instances(first!)).rejects.toMatchObject({
      message: expect.stringMatching(/group sig-1 .*privateIp/),
    });
  });
});
