import { describe, expect, it } from '@jest/globals';
import { createSpotClient, type SpotClient } from './spot-client.ts';
import { answering, envelope, failure, startLoopback } from './test-support/loopback.ts';

async function read<T>(response: object, ask: (client: SpotClient) => Promise<T>): Promise<T> {
  const server = await startLoopback(answering(200, envelope(response)));
  return ask(createSpotClient({ apiUrl: server.url, token: 'secret', accountId: 'act-1' }));
}

const instances = (client: SpotClient) => client.listStatefulInstances('sig-1');

const nothing = {
  instanceId: null,
  privateIp: null,
  imageId: null,
  devices: [],
  launchedAt: null,
  createdAt: null,
};

describe('stateful instances', () => {
  it.each([
    ['absent keys', {}],
    ['null keys', nothing],
    ['empty keys', { instanceId: '', privateIp: '', imageId: '', devices: null, launchedAt: '' }],
    ['unknown keys', { color: 'green', lockStatus: { deep: true } }],
  ])('tolerate %s', async (_name, wire) => {
    const items = [{ id: 'ssi-1', state: 'PAUSED', ...wire }];
    await expect(read({ items }, instances)).resolves.toEqual([{ id: 'ssi-1', state: 'PAUSED', ...nothing }]);
  });

  it('read times that are numbers', async () => {
    const items = [{ id: 'ssi-1', state: 'ACTIVE', launchedAt: 1_555_555_555_000 }];
    await expect(read({ items }, instances)).resolves.toMatchObject([{ launchedAt: '1555555555000' }]);
  });

  it.each([
    [
      [
        { id: 'ssi-1', state: 'ACTIVE' },
        { id: 'ssi-2', state: 'ACTIVE', launchedAt: true },
      ],
      'ssi-2: launchedAt: ',
    ],
    [[{ state: 'ACTIVE' }], 'item 0: id: '],
    [[null], 'item 0: '],
    ['none', 'items: '],
  ])('are an error with group, instance and field if unreadable: %j', async (items, problem) => {
    await expect(read({ items }, instances)).rejects.toMatchObject({
      code: 'spot-answer-invalid',
      exitCode: 5,
      message: expect.stringMatching(new RegExp(`^GET /aws/ec2/group/sig-1/statefulInstance .*: ${problem}`)),
      hint: expect.stringContaining('in the Spot console'),
    });
  });

  it('keep an undocumented state, and a device without a snapshot', async () => {
    const items = [{ id: 'ssi-1', state: 'HIBERNATING', devices: [{ deviceName: '/dev/xvdx', volumeId: 'vol-1' }] }];
    await expect(read({ items }, instances)).resolves.toMatchObject([
      { state: 'HIBERNATING', devices: [{ deviceName: '/dev/xvdx', volumeId: 'vol-1', snapshotId: null }] },
    ]);
  });
});

describe('the envelope', () => {
  it.each([
    ['no items', { status: { code: 200 } }],
    ['items that are null', { items: null, count: 0 }],
    ['no status', { items: [] }],
    ['a count that is wrong', { items: [], count: 4 }],
  ])('tolerates %s', async (_name, response) => {
    await expect(read(response, instances)).resolves.toEqual([]);
  });

  it.each([
    ['no request', {}],
    ['`time` in place of `timestamp`', { request: { id: 'r', time: '2015-06-29T13:01:55.060Z' } }],
    ['a request that is not an object', { request: 'r' }],
  ])('tolerates %s', async (_name, rest) => {
    const body = JSON.stringify({ ...rest, response: { items: [] } });
    const server = await startLoopback(answering(200, body));
    const client = createSpotClient({ apiUrl: server.url, token: 'secret', accountId: 'act-1' });
    await expect(client.listGroups()).resolves.toEqual({ groups: [], unreadable: [] });
  });

  it('is an error without the requested group', async () => {
    const asked = read({ items: [] }, (client) => client.getGroup('sig-1'));
    await expect(asked).rejects.toMatchObject({ code: 'spot-answer-invalid', exitCode: 5 });
    const updated = read({}, (client) => client.updateGroup('sig-1', {}));
    await expect(updated).rejects.toMatchObject({ code: 'spot-answer-invalid', outcome: 'unknown', exitCode: 1 });
  });
});

describe('the list of groups', () => {
  const list = (items: unknown[]) => read({ items }, (client) => client.listGroups());

  it.each([
    ['an empty list for an object', { strategy: { persistence: [] } }, 'strategy.persistence'],
    [
      'a text for a boolean',
      { strategy: { persistence: { shouldPersistPrivateIp: 'yes' } } },
      'shouldPersistPrivateIp',
    ],
    ['a text for a list', { compute: { launchSpecification: { tags: 'none' } } }, 'compute.launchSpecification.tags'],
    ['a number for a name', { name: 22 }, 'name'],
  ])('has the other groups when one has %s', async (_, wire, field) => {
    const web = { id: 'sig-2', name: 'web', region: 'us-east-1', ...wire };
    const { groups, unreadable } = await list([{ id: 'sig-1', name: 'kafka' }, web]);
    expect(groups.map(({ id }) => id)).toEqual(['sig-1']);
    expect(unreadable).toEqual([
      { id: 'sig-2', name: String(web.name), region: 'us-east-1', problem: expect.stringContaining(`${field}: `) },
    ]);
  });

  it.each([
    ['no id', { name: 'web' }, 'item 1: id: '],
    ['an invalid name', { id: 'sig-2', name: ['web'] }, 'sig-2: name: '],
  ])('is an error when a group has %s', async (_, web, problem) => {
    await expect(list([{ id: 'sig-1' }, web])).rejects.toThrow(problem);
  });
});

describe('group status', () => {
  it('reads the spot request under its older name', async () => {
    const items = [
      { instanceId: 'i-1', spotRequestId: 'sir-1' },
      { instanceId: 'i-2', spotInstanceRequestId: null },
    ];
    const statuses = await read({ items }, (client) => client.getGroupStatus('sig-1'));
    expect(statuses.map(({ spotInstanceRequestId }) => spotInstanceRequestId)).toEqual(['sir-1', null]);
  });
});

describe('suspensions', () => {
  const expiresAt = '2018-10-03T07:23:24.000+0000';
  it.each([
    ['a list of processes', { processes: ['A', 'B'] }, [{ name: 'A' }, { name: 'B' }]],
    ['one text', { processes: 'A, B' }, [{ name: 'A' }, { name: 'B' }]],
    [
      'a suspension without an expiry',
      { processes: ['A'], suspensions: [{ name: 'A', expiresAt: null }] },
      [{ name: 'A', expiresAt: null }],
    ],
    ['nothing', { groupId: 'sig-1' }, []],
    [
      'both lists',
      { processes: ['A', 'B'], suspensions: [{ name: 'A', expiresAt }] },
      [{ name: 'A', expiresAt }, { name: 'B' }],
    ],
  ])('are read from %s', async (_name, item, expected) => {
    await expect(read({ items: [item] }, (client) => client.listSuspensions('sig-1'))).resolves.toEqual(expected);
  });

  it('are none when Spot reports that they do not exist', async () => {
    const server = await startLoopback(answering(400, failure({ code: 'SUSPEND_PROCESSES_DOESNT_EXIST' })));
    const client = createSpotClient({ apiUrl: server.url, token: 'secret', accountId: 'act-1' });
    await expect(client.listSuspensions('sig-1')).resolves.toEqual([]);
    await expect(client.resumeProcesses('sig-1', ['SCHEDULING'])).resolves.toBeUndefined();
    await expect(client.suspendProcesses('sig-1', [])).rejects.toMatchObject({ code: 'spot-refused' });
  });
});

describe('deployments', () => {
  it.each([
    [{ id: 'r', status: 'IN_PROGRESS', progress: { value: 12.5 }, numberOfBatches: 4 }, 'in_progress', 12.5, 4],
    [{ id: 'r', status: 'finished', progress: { value: '100' }, numOfBatches: '2' }, 'finished', 100, 2],
    [{ id: 'r' }, null, null, null],
  ])('are read from %j', async (item, status, progress, numOfBatches) => {
    const [roll] = await read({ items: [item] }, (client) => client.listRolls('sig-1'));
    expect(roll).toMatchObject({ id: 'r', status, progress, numOfBatches });
  });
});

describe('events', () => {
  it.each([
    ['a list', [{ type: 'scaleUp', newInstances: ['i-1'] }], 1],
    ['a single object', { type: 'scaleUp' }, 1],
    ['nothing', undefined, 0],
  ])('have their sub-events from %s', async (_name, subEvents, count) => {
    const items = [{ eventType: 'Scale', createdAt: '2016-01-21T17:10:04.000+0000', subEvents }];
    const events = await read({ items }, (client) => client.listEvents('sig-1', { fromDate: new Date(0) }));
    expect(events[0]?.subEvents).toHaveLength(count);
  });
});
