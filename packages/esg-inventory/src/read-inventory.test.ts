import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolveSettings } from '@esg-recycler/core';
import { type Clock, createLimiter, createSpotClient } from '@esg-recycler/spotinst-client';
import { ec2Of } from './fixtures.ts';
import { createGroupSource } from './group-source.ts';
import type { InventoryRequest } from './inventory-request.ts';
import { readInventory } from './read-inventory.ts';
import { createTolerance, strictly } from './tolerance.ts';

type Ec2Details = ReturnType<typeof ec2Of>[];
type RequestOfTest = Partial<InventoryRequest> & { filter?: string };

const stateful = { strategy: { persistence: { shouldPersistBlockDevices: true } } };
const launching = (imageId: string, more = {}) => ({ compute: { launchSpecification: { imageId, ...more } } });
const accounts: Record<string, object[]> = {
  'act-1': [
    { id: 'sig-1', name: 'kafka', region: 'us-east-1', ...stateful, ...launching('ami-2') },
    { id: 'sig-2', name: 'zookeeper', region: 'us-east-1', ...stateful, ...launching('ami-2') },
  ],
  'act-2': [{ id: 'sig-3', name: 'solr', region: 'us-east-1', ...stateful, ...launching('ami-2') }],
};

/** After a failed reading, the remaining requests do not pause between their attempts. */
const clock: Clock = {
  now: () => performance.now(),
  after(_, call) {
    const timer = setTimeout(call);
    return () => clearTimeout(timer);
  },
};

let server: Server;
/** Status by `account path`; 400: the group does not exist. */
let refusals: Record<string, number>;
let instancesOf: Record<string, object[]>;
let paths: string[];

const itemsFor = (path: string, account: string): object[] => {
  const [, id, part] = /^\/aws\/ec2\/group(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? [];
  if (id === undefined) return accounts[account] ?? [];
  if (part === undefined) return (accounts[account] ?? []).filter((group) => (group as { id: string }).id === id);
  const instances = instancesOf[id] ?? [];
  return part === 'statefulInstance' ? instances : [{ instanceId: id.replace('sig', 'i'), healthStatus: 'HEALTHY' }];
};

beforeEach(async () => {
  refusals = {};
  paths = [];
  instancesOf = Object.fromEntries(
    ['1', '2', '3'].map((number) => [
      `sig-${number}`,
      [
        {
          id: `ssi-${number}`,
          state: 'ACTIVE',
          instanceId: `i-${number}`,
          privateIp: `10.0.0.${number}`,
          imageId: 'ami-1',
        },
      ],
    ]),
  );
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    const account = searchParams.get('accountId') ?? '';
    paths.push(pathname);
    const items = itemsFor(pathname, account);
    const isUnknown = items.length === 0 && /sig-\d$/.test(pathname);
    const errors = [{ code: 'GROUP_DOESNT_EXIST', message: 'Group does not exist' }];
    const status = refusals[`${account} ${pathname}`] ?? (isUnknown ? 400 : 200);
    const body = status === 200 ? { items } : status === 400 ? { errors } : {};
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ response: { status: { code: status, message: 'as asked' }, ...body } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

let warned: string[];
beforeEach(() => {
  warned = [];
});

async function read(document: object = {}, details: Ec2Details = [], request: Partial<InventoryRequest> = {}) {
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const limiter = createLimiter({ clock });
  const clients = Object.keys(accounts).map((accountId) =>
    createSpotClient({ apiUrl, token: 'token', accountId, limiter, clock }),
  );
  const env = { SPOTINST_API_TOKEN: 'token', SPOTINST_ACCOUNT_ID: 'act-1' };
  const settings = resolveSettings({ env, configPath: '-', stdin: () => JSON.stringify(document) });
  const tolerate = settings.inventory.strictPermissions ? strictly : createTolerance((line) => warned.push(line));
  const groups = createGroupSource({ clients, scope: '', cache: undefined, ttlMs: 0, refresh: false, tolerate });
  const sources = { groups, ec2: async () => details, tolerate };
  const { inventory, warnings } = await readInventory(sources, settings, { selectors: [], only: [], ...request });
  warned.push(...warnings);
  return inventory;
}

const hostsIn = (inventory: Awaited<ReturnType<typeof read>>): string[] => Object.keys(inventory._meta.hostvars);
const list = '/aws/ec2/group';

describe('a refused call', () => {
  it.each([
    ['an account', 'act-2 /aws/ec2/group', /account act-2/, {}],
    ['a named group', 'act-1 /aws/ec2/group/sig-2/statefulInstance', /sig-2/, { selectors: ['zookeeper'] }],
    ['a group of a roll', 'act-1 /aws/ec2/group/sig-2/instanceHealthiness', /sig-2/, { only: ['sig-1', 'sig-2'] }],
    ['a group that a filter names', 'act-1 /aws/ec2/group/sig-2/statefulInstance', /sig-2/, { filter: 'sig-2' }],
  ])('(403) is an error for %s', async (_, call, message, { filter: id, ...request }: RequestOfTest) => {
    refusals[call] = 403;
    const filters = id === undefined ? {} : { include_filters: [{ id }, { name: 'solr' }] };
    await expect(read({ want_instance_health: true, ...filters }, [], request)).rejects.toMatchObject({
      code: 'spot-forbidden',
      exitCode: 5,
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['act-2 /aws/ec2/group', ['10.0.0.1', '10.0.0.2'], /account act-2 is left out, with all its groups/],
    ['act-1 /aws/ec2/group/sig-2/statefulInstance', ['10.0.0.1', '10.0.0.3'], /group sig-2 is left out/],
    [
      'act-1 /aws/ec2/group/sig-2/status',
      ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
      /the status of group sig-2 is left out/,
    ],
  ])('(403 for %s) leaves data out with a warning without strict_permissions', async (call, hosts, warning) => {
    refusals[call] = 403;
    expect(hostsIn(await read({ strict_permissions: false, want_status: true }))).toEqual(hosts);
    expect(warned).toEqual([expect.stringMatching(warning)]);
    expect(warned[0]).toMatch(/^WARNING: /);
  });

  it('leaves out a group that is read on its own', async () => {
    refusals['act-2 /aws/ec2/group/sig-3'] = 403;
    const settings = { filters: { id: ['sig-1', 'sig-3'] } };
    await expect(read(settings)).rejects.toMatchObject({ code: 'spot-forbidden' });
    expect(hostsIn(await read({ ...settings, strict_permissions: false }))).toEqual(['10.0.0.1']);
    expect(warned).toEqual([expect.stringContaining('group sig-3 is not searched in account act-2')]);
  });

  it('does not include a wrong token, which stays an error', async () => {
    refusals['act-1 /aws/ec2/group/sig-2/statefulInstance'] = 401;
    await expect(read({ strict_permissions: false })).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringContaining('sig-2'),
    });
  });
});

describe('a group that the user did not name', () => {
  const instances = 'act-1 /aws/ec2/group/sig-2/statefulInstance';
  const persistence = { strategy: { persistence: [] } };
  afterEach(() => {
    accounts['act-2']!.splice(1);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'is forbidden',
      () => (refusals[instances] = 403),
      /is left out: .*sig-2.* the token does not have this permission/,
    ],
    ['was deleted', () => (refusals[instances] = 400), /is left out because it was deleted after it was listed: /],
    [
      'has an invalid instance',
      () => (instancesOf['sig-2'] = [{ id: 'ssi-2', state: 7 }]),
      /is left out: .*ssi-2: state: /,
    ],
    [
      'has an invalid address',
      () => (instancesOf['sig-2'] = [{ id: 'ssi-2', state: 'ACTIVE', privateIp: 'localhost' }]),
      /is left out: .*privateIp is not an IP address/,
    ],
  ])('is left out, with a warning, when it %s', async (_, make, warning) => {
    make();
    expect(hostsIn(await read())).toEqual(['10.0.0.1', '10.0.0.3']);
    expect(warned).toEqual([expect.stringMatching(/^WARNING: group sig-2 \("zookeeper"\) /)]);
    expect(warned[0]).toMatch(warning);
  });

  it('is left out when its entry is unreadable, and an error when named', async () => {
    accounts['act-2']!.push({ id: 'sig-9', name: 'web\u001B[31m', region: 'us-east-1', ...persistence });
    expect(hostsIn(await read())).toHaveLength(3);
    expect(warned).toEqual([
      expect.stringMatching(
        /^WARNING: group sig-9 \("web \[31m"\) is left out: .*account act-2.*: strategy\.persistence: /,
      ),
    ]);
    for (const request of [{ selectors: ['sig-9'] }, { selectors: ['sig-1', 'web*'] }, { only: ['sig-9'] }])
      await expect(read({}, [], request)).rejects.toThrow(/sig-9.* strategy\.persistence: /);
  });

  it.each([
    [{ exclude_filters: [{ id: 'sig-9' }] }, 0],
    [{ regions: ['us-east-1'] }, 0],
    [{ filters: { 'tag:Env': 'prod' } }, 1],
  ])('and is unreadable is reported when %j can match it', async (settings, warnings) => {
    accounts['act-2']!.push({ id: 'sig-9', name: 'web', region: 'eu-west-1', ...persistence });
    await read(settings);
    expect(warned.filter((line) => line.includes('sig-9'))).toHaveLength(warnings);
  });

  it('has no effect when another group is named', async () => {
    accounts['act-2']!.push({ id: 'sig-9', name: 'web', ...persistence });
    refusals[instances] = 403;
    expect(hostsIn(await read({}, [], { selectors: ['kafka'] }))).toEqual(['10.0.0.1']);
    expect(warned).toEqual([]);
  });

  it('is an error when no group is left, unless all were deleted', async () => {
    for (const id of ['1', '2', '3'])
      refusals[`act-${id === '3' ? 2 : 1} /aws/ec2/group/sig-${id}/statefulInstance`] = 403;
    await expect(read()).rejects.toMatchObject({ code: 'spot-forbidden', exitCode: 5 });
    for (const call of Object.keys(refusals)) refusals[call] = 400;
    expect(hostsIn(await read())).toEqual([]);
    expect(warned).toHaveLength(3);
  });
});

describe('a filter or region that no group has', () => {
  it('is reported as a warning', async () => {
    const settings = { filters: { name: ['kafka', 'zookeper'] }, regions: ['us-east-1', 'us-wset-2'] };
    expect(hostsIn(await read(settings))).toEqual(['10.0.0.1']);
    expect(warned).toEqual([
      'WARNING: no stateful group matches these values of regions and filters: region "us-wset-2", name "zookeper"',
    ]);
  });
});

describe('an unsafe text', () => {
  const unreadable = { id: 'sig-9', name: 'two\nlines', ...stateful, ...launching('ami-2') };
  afterEach(() => {
    accounts['act-2']!.splice(1);
  });

  it('leaves its group out, or is an error when the group is named', async () => {
    accounts['act-2']!.push(unreadable);
    expect(hostsIn(await read())).toHaveLength(3);
    expect(warned).toEqual([
      'WARNING: group sig-9 ("two lines") is left out: The response for group sig-9 is rejected: name contains control characters',
    ]);
    await expect(read({}, [], { selectors: ['sig-9'] })).rejects.toMatchObject({
      code: 'answer-refused',
      exitCode: 5,
      message: 'The response for group sig-9 is rejected: name contains control characters',
    });
  });

  it.each([{ exclude_filters: [{ id: 'sig-9' }] }, { filters: { name: 'kafka' } }])(
    'has no effect when its group is not selected: %j',
    async (settings) => {
      accounts['act-2']!.push(unreadable);
      expect(hostsIn(await read(settings))).toContain('10.0.0.1');
    },
  );

  it('has no effect in a group that is not stateful', async () => {
    accounts['act-2']!.push({ ...unreadable, strategy: {} });
    expect(hostsIn(await read())).toHaveLength(3);
  });

  it('is rejected in an instance too', async () => {
    instancesOf['sig-2'] = [{ id: 'ssi-2', state: 'ACTIVE', devices: [{ deviceName: '/dev/\u001Bx' }] }];
    await expect(read({}, [], { selectors: ['sig-2'] })).rejects.toThrow(
      /group sig-2 is rejected: instances\.0\.devices\.0\.deviceName contains/,
    );
  });
});

describe('images that only EC2 reports', () => {
  beforeEach(() => {
    for (const instances of Object.values(instancesOf))
      Object.assign(instances[0]!, { imageId: null, privateIp: null });
  });
  const details = ['1', '2', '3'].map((number) =>
    ec2Of({
      instanceId: `i-${number}`,
      imageId: number === '2' ? 'ami-2' : 'ami-1',
      privateIpAddress: `10.9.0.${number}`,
    }),
  );

  it('count for drift, and addresses name hosts', async () => {
    const inventory = await read({ want_ec2_details: true }, details);
    expect(inventory._meta.hostvars).toMatchObject({
      '10.9.0.1': { spotinst_due: true, spotinst_imageId: 'ami-1', spotinst_ec2: { instanceId: 'i-1' } },
      '10.9.0.2': { spotinst_due: false, spotinst_privateIp: '10.9.0.2' },
    });
  });

  it('count for filters, too', async () => {
    const settings = { filters: { image_drift: true }, want_ec2_details: true };
    expect(hostsIn(await read(settings, details))).toEqual(['10.9.0.1', '10.9.0.3']);
    expect(hostsIn(await read({ filters: { image_drift: true } }))).toEqual([]);
    expect(paths.filter((path) => path === list)).toHaveLength(4);
  });
});
