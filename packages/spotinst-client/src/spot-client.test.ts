import { describe, expect, it } from '@jest/globals';
import type { RequestRecord } from './requester.ts';
import { createSpotClient, type SpotClient } from './spot-client.ts';
import { answering, startLoopback, success } from './test-support/loopback.ts';

const groupPath = '/aws/ec2/group/sig-1b656b92';

const wireGroup = {
  id: 'sig-1b656b92',
  name: 'kafka',
  region: 'us-east-1',
  capacity: { minimum: 3, maximum: 3, target: 3, unit: 'instance' },
  strategy: { persistence: { shouldPersistPrivateIp: true, blockDevicesMode: 'reattach' } },
  compute: { launchSpecification: { imageId: 'ami-1' } },
};
const wireInstance = {
  id: 'ssi-046b119c',
  instanceId: 'i-08878aad7f35d20f5',
  privateIp: '172.31.30.122',
  imageId: 'ami-1',
  state: 'ACTIVE',
  devices: [{ deviceName: '/dev/xvda', volumeId: 'vol-1', snapshotId: 'snap-1' }],
  launchedAt: '2019-12-10T08:01:43.000Z',
  createdAt: '2019-12-10T08:02:16.000Z',
};

interface Case {
  name: string;
  call: (client: SpotClient) => Promise<unknown>;
  method: string;
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  items?: unknown[];
  result: unknown;
}

const cases: Case[] = [
  {
    name: 'listGroups',
    call: (client) => client.listGroups(),
    method: 'GET',
    path: '/aws/ec2/group',
    items: [wireGroup],
    result: {
      groups: [expect.objectContaining({ id: 'sig-1b656b92', name: 'kafka', region: 'us-east-1' })],
      unreadable: [],
    },
  },
  {
    name: 'getGroup',
    call: (client) => client.getGroup('sig-1b656b92'),
    method: 'GET',
    path: groupPath,
    items: [wireGroup],
    result: expect.objectContaining({ strategy: wireGroup.strategy }),
  },
  {
    name: 'updateGroup',
    call: (client) =>
      client.updateGroup('sig-1b656b92', {
        id: 'sig-1b656b92',
        compute: { launchSpecification: { imageId: 'ami-1' } },
        strategy: { persistence: { shouldPersistRootDevice: false } },
      }),
    method: 'PUT',
    path: groupPath,
    body: {
      group: {
        compute: { launchSpecification: { imageId: 'ami-1' } },
        strategy: { persistence: { shouldPersistRootDevice: false } },
      },
    },
    items: [wireGroup],
    result: expect.objectContaining({ id: 'sig-1b656b92' }),
  },
  {
    name: 'listStatefulInstances',
    call: (client) => client.listStatefulInstances('sig-1b656b92'),
    method: 'GET',
    path: `${groupPath}/statefulInstance`,
    items: [wireInstance],
    result: [wireInstance],
  },
  ...(['recycle', 'resume'] as const).map((action) => ({
    name: `${action}StatefulInstance`,
    call: (client: SpotClient) => client[`${action}StatefulInstance`]('sig-1b656b92', 'ssi-046b119c'),
    method: 'PUT',
    path: `${groupPath}/statefulInstance/ssi-046b119c/${action}`,
    result: undefined,
  })),
  {
    name: 'getGroupStatus',
    call: (client) => client.getGroupStatus('sig-1b656b92'),
    method: 'GET',
    path: `${groupPath}/status`,
    items: [{ instanceId: 'i-1', privateIp: '172.31.28.210', availabilityZone: 'us-west-2a', status: 'fulfilled' }],
    result: [expect.objectContaining({ instanceId: 'i-1', availabilityZone: 'us-west-2a', publicIp: null })],
  },
  {
    name: 'getInstanceHealthiness',
    call: (client) => client.getInstanceHealthiness('sig-1b656b92'),
    method: 'GET',
    path: `${groupPath}/instanceHealthiness`,
    items: [{ instanceId: 'i-1', lifeCycle: 'SPOT', healthStatus: 'HEALTHY' }],
    result: [expect.objectContaining({ instanceId: 'i-1', lifeCycle: 'SPOT', healthStatus: 'HEALTHY' })],
  },
  {
    name: 'listSuspensions',
    call: (client) => client.listSuspensions('sig-1b656b92'),
    method: 'GET',
    path: `${groupPath}/suspension`,
    items: [{ groupId: 'sig-1b656b92', processes: 'AUTO_SCALE' }],
    result: [{ name: 'AUTO_SCALE' }],
  },
  {
    name: 'suspendProcesses',
    call: (client) => client.suspendProcesses('sig-1b656b92', [{ name: 'SCHEDULING', ttlInMinutes: 60 }]),
    method: 'POST',
    path: `${groupPath}/suspension`,
    body: { suspensions: [{ name: 'SCHEDULING', ttlInMinutes: 60 }] },
    items: [
      { processes: ['SCHEDULING'], suspensions: [{ name: 'SCHEDULING', expiresAt: '2018-10-03T07:23:24.000+0000' }] },
    ],
    result: [{ name: 'SCHEDULING', expiresAt: '2018-10-03T07:23:24.000+0000' }],
  },
  {
    name: 'resumeProcesses',
    call: (client) => client.resumeProcesses('sig-1b656b92', ['SCHEDULING']),
    method: 'DELETE',
    path: `${groupPath}/suspension`,
    body: { processes: ['SCHEDULING'] },
    result: undefined,
  },
  {
    name: 'listRolls',
    call: (client) => client.listRolls('sig-1b656b92'),
    method: 'GET',
    path: `${groupPath}/roll`,
    query: { limit: '10', sort: 'createdAt:DESC' },
    items: [{ id: 'sbgd-1', status: 'STARTING', progress: { unit: 'percent', value: 20 }, numOfBatches: 4 }],
    result: [expect.objectContaining({ id: 'sbgd-1', status: 'starting', progress: 20, numOfBatches: 4 })],
  },
  {
    name: 'listEvents',
    call: (client) => client.listEvents('sig-1b656b92', { fromDate: new Date('2016-01-21T17:00:00Z') }),
    method: 'GET',
    path: `${groupPath}/events`,
    query: { fromDate: '2016-01-21' },
    items: [
      { eventType: 'Update', createdAt: '2016-01-21T17:10:04.000+0000' },
      { eventType: 'Scale', createdAt: '2016-01-21T16:59:59.000+0000' },
    ],
    result: [{ eventType: 'Update', createdAt: '2016-01-21T17:10:04.000+0000', subEvents: [] }],
  },
  {
    name: 'listLogs',
    call: (client) =>
      client.listLogs('sig-1b656b92', {
        fromDate: new Date(1_542_715_200_000),
        toDate: new Date(1_542_718_800_000),
        resourceId: 'i-1',
        severity: 'WARN',
        limit: 100,
      }),
    method: 'GET',
    path: `${groupPath}/logs`,
    query: {
      fromDate: '1542715200000',
      toDate: '1542718800000',
      resourceId: 'i-1',
      severity: 'WARN',
      limit: '100',
    },
    items: [{ message: 'no capacity', severity: 'WARN', createdAt: '2018-11-19T14:38:34.000Z' }],
    result: [{ message: 'no capacity', severity: 'WARN', createdAt: '2018-11-19T14:38:34.000Z' }],
  },
];

describe('each call', () => {
  it.each(cases)('$name sends the documented request and reads the response', async (given) => {
    const answer = success(given.items);
    const server = await startLoopback(answering(200, answer));
    const client = createSpotClient({ apiUrl: server.url, token: 'secret', accountId: 'act-1' });

    await expect(given.call(client)).resolves.toEqual(given.result);

    expect(server.seen).toHaveLength(1);
    const [{ method, path, query, headers, body } = { method: '', path: '', query: {}, headers: {}, body: '' }] =
      server.seen;
    expect({ method, path, query }).toEqual({
      method: given.method,
      path: given.path,
      query: { ...given.query, accountId: 'act-1' },
    });
    expect(body).toBe(given.body ? JSON.stringify(given.body) : '');
    expect(headers).toMatchObject({
      authorization: 'Bearer secret',
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^esg-recycler\/\S+ \(node v\d+\S*; \w+; \w+\)$/),
    });
  });
});

describe('a client', () => {
  it('keeps the path prefix of the API URL', async () => {
    const server = await startLoopback(answering(200, success([])));
    const client = createSpotClient({ apiUrl: `${server.url}/spot`, token: 'secret', accountId: 'act-1' });
    await client.listGroups();
    expect(server.seen[0]?.path).toBe('/spot/aws/ec2/group');
  });

  it.each(['', '..', 'sig-1/../sig-2', 'sig-1?x=1'])('sends nothing for the id %j', async (id) => {
    const server = await startLoopback(answering(200, success([])));
    const client = createSpotClient({ apiUrl: server.url, token: 'secret', accountId: 'act-1' });
    await expect(client.listStatefulInstances(id)).rejects.toMatchObject({ code: 'id-invalid', exitCode: 2 });
    expect(server.seen).toEqual([]);
  });

  it('reports every request that is sent', async () => {
    const server = await startLoopback(answering(200, success([])));
    const records: RequestRecord[] = [];
    const onRequest = (record: RequestRecord) => records.push(record);
    const client = createSpotClient({ apiUrl: server.url, token: 'secret', accountId: 'act-1', onRequest });
    await client.getGroupStatus('sig-1');
    expect(records).toEqual([
      {
        method: 'GET',
        route: '/aws/ec2/group/{groupId}/status',
        path: '/aws/ec2/group/sig-1/status',
        accountId: 'act-1',
        status: 200,
        durationMs: expect.any(Number),
      },
    ]);
  });

  it('keeps at most eight reads of one route in flight', async () => {
    let inFlight = 0;
    let mostInFlight = 0;
    const server = await startLoopback((response) => {
      mostInFlight = Math.max(mostInFlight, (inFlight += 1));
      setTimeout(() => {
        inFlight -= 1;
        response.end(success([wireInstance]));
      }, 5);
    });
    const client = createSpotClient({ apiUrl: server.url, token: 'secret', accountId: 'act-1' });
    await client.listGroups();
    await Promise.all(Array.from({ length: 200 }, (_, n) => client.listStatefulInstances(`sig-${n}`)));
    expect(mostInFlight).toBe(8);
  });
});
