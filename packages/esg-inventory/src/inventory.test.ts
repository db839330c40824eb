import { describe, expect, it } from '@jest/globals';
import type { GroupAnswer } from './hosts.ts';
import { buildInventory, type InventoryOptions } from './inventory.ts';
import { answerOf, instanceOf, statusOf } from './fixtures.ts';

const options: InventoryOptions = {
  clusters: {},
  hostvarsPrefix: 'spotinst_',
  hostvarsSuffix: '',
  includeAddressless: false,
};
const build = (answers: GroupAnswer[], changes: Partial<InventoryOptions> = {}) =>
  buildInventory(answers, { ...options, ...changes });

const demo = answerOf({ id: 'sig-1234', name: 'spotinst-elastigroup-demo' }, [
  instanceOf({
    id: 'ssi-1234',
    instanceId: 'i-1234',
    privateIp: '10.201.0.107',
    createdAt: '2019-02-04T10:10:31.000Z',
    launchedAt: '2019-04-03T08:36:44.000Z',
    devices: [
      { deviceName: '/dev/xvdx', volumeId: 'vol-1234', snapshotId: null },
      { deviceName: '/dev/xvdy', volumeId: 'vol-3456', snapshotId: null },
    ],
  }),
  instanceOf({ id: 'ssi-2345', privateIp: '10.201.0.120' }),
]);

describe('the document', () => {
  it('has the shape of the first plugin of this name', () => {
    const { inventory, warnings } = build([demo]);
    expect(warnings).toEqual([]);
    expect(Object.keys(inventory)).toEqual(['_meta', 'all', 'sig-1234', 'spotinst-elastigroup-demo', 'ungrouped']);
    expect(inventory.all).toEqual({ children: ['sig-1234', 'spotinst-elastigroup-demo', 'ungrouped'] });
    expect(inventory['ungrouped']).toEqual({ hosts: [] });
    const hosts = ['10.201.0.107', '10.201.0.120'];
    expect(inventory['sig-1234']).toEqual({ hosts });
    expect(inventory['spotinst-elastigroup-demo']).toEqual({ hosts });
    expect(Object.keys(inventory._meta.hostvars)).toEqual(hosts);
    expect(inventory._meta.hostvars['10.201.0.107']).toMatchObject({
      spotinst_accountId: 'act-1234',
      spotinst_createdAt: '2019-02-04T10:10:31.000Z',
      spotinst_devices: [
        { deviceName: '/dev/xvdx', volumeId: 'vol-1234' },
        { deviceName: '/dev/xvdy', volumeId: 'vol-3456' },
      ],
      spotinst_esg_id: 'sig-1234',
      spotinst_esg_name: 'spotinst-elastigroup-demo',
      spotinst_id: 'ssi-1234',
      spotinst_instanceId: 'i-1234',
      spotinst_launchedAt: '2019-04-03T08:36:44.000Z',
      spotinst_privateIp: '10.201.0.107',
      spotinst_state: 'ACTIVE',
    });
  });

  it('is the same, byte for byte, for any order of responses', () => {
    const other = answerOf({ id: 'sig-0001', name: 'Ärger' }, [instanceOf({ id: 'ssi-9', privateIp: '10.0.0.9' })]);
    const turned = { ...demo, instances: demo.instances.toReversed() };
    expect(JSON.stringify(build([turned, other]))).toBe(JSON.stringify(build([other, demo])));
  });

  it('is complete without groups, and shows a group without hosts', () => {
    expect(build([]).inventory).toEqual({
      _meta: { hostvars: {} },
      all: { children: ['ungrouped'] },
      ungrouped: { hosts: [] },
    });
    expect(build([answerOf({ id: 'sig-1', name: 'idle' }, [])]).inventory['idle']).toEqual({ hosts: [] });
  });

  it('treats special names as ordinary names', () => {
    const { inventory } = build([
      answerOf({ id: 'sig-1', name: '__proto__' }, [instanceOf({ privateIp: '10.0.0.1' })]),
    ]);
    expect(JSON.stringify(inventory)).toContain('"__proto__":{"hosts":["10.0.0.1"]}');
  });
});

describe('names of groups', () => {
  const host = instanceOf({ id: 'ssi-1', privateIp: '10.0.0.1' });

  it('are shared by groups with the same name', () => {
    const { inventory, warnings } = build([
      answerOf({ id: 'sig-1', name: 'twins' }, [host]),
      answerOf({ id: 'sig-2', name: 'twins' }, [instanceOf({ id: 'ssi-2', privateIp: '10.0.0.2' })]),
    ]);
    expect(inventory['twins']).toEqual({ hosts: ['10.0.0.1', '10.0.0.2'] });
    expect(inventory['sig-1']).toEqual({ hosts: ['10.0.0.1'] });
    expect(warnings).toEqual([]);
  });

  it.each([
    ['all', 'is reserved by Ansible'],
    ['ungrouped', 'is reserved by Ansible'],
    ['_meta', 'is reserved by Ansible'],
    ['sig-2', 'is the id of another group or instance'],
    ['10.0.0.1', 'is the name of a host'],
    ['', 'is empty'],
  ])('are left out when the name is %j', (name, reason) => {
    const second = answerOf({ id: 'sig-2', name: 'second' }, []);
    const { inventory, warnings } = build([answerOf({ id: 'sig-1', name }, [host]), second]);
    expect(Object.keys(inventory)).toEqual(['_meta', 'all', 'second', 'sig-1', 'sig-2', 'ungrouped']);
    expect(inventory['sig-1']).toEqual({ hosts: ['10.0.0.1'] });
    expect(inventory['sig-2']).toEqual({ hosts: [] });
    expect(inventory['ungrouped']).toEqual({ hosts: [] });
    expect(warnings).toEqual([`The name ${JSON.stringify(name)} of sig-1 ${reason}: listed only by id`]);
  });

  it('can be the group’s own id', () => {
    const { inventory, warnings } = build([answerOf({ id: 'sig-1', name: 'sig-1' }, [host])]);
    expect(inventory['sig-1']).toEqual({ hosts: ['10.0.0.1'] });
    expect(warnings).toEqual([]);
  });
});

describe('names of hosts', () => {
  it('are ids when two instances share an address', () => {
    const shared = instanceOf({ id: 'ssi-1', privateIp: '10.0.0.1' });
    const { inventory, warnings } = build([
      answerOf({ id: 'sig-1', name: 'one' }, [shared]),
      answerOf({ id: 'sig-2', name: 'two', accountId: 'act-2' }, [{ ...shared, id: 'ssi-2' }]),
    ]);
    expect(inventory['one']).toEqual({ hosts: ['ssi-1'] });
    expect(inventory['two']).toEqual({ hosts: ['ssi-2'] });
    expect(inventory._meta.hostvars['ssi-2']).toMatchObject({
      ansible_host: '10.0.0.1',
      spotinst_privateIp: '10.0.0.1',
      spotinst_accountId: 'act-2',
    });
    expect(warnings).toEqual(['ssi-1, ssi-2 share the address 10.0.0.1: each is listed by its id']);
  });

  it('come from the status when the list has no address', () => {
    const { inventory } = build([
      answerOf(
        { id: 'sig-1', name: 'one' },
        [instanceOf({ instanceId: 'i-1' })],
        [statusOf({ instanceId: 'i-1', privateIp: '10.0.0.7' })],
      ),
    ]);
    expect(inventory['one']).toEqual({ hosts: ['10.0.0.7'] });
    expect(inventory._meta.hostvars['10.0.0.7']).toMatchObject({ spotinst_privateIp: '10.0.0.7' });
  });

  it('leave out an instance without an address, with a warning', () => {
    const paused = instanceOf({ id: 'ssi-1', instanceId: null, state: 'PAUSED' });
    const { inventory, warnings } = build([answerOf({ id: 'sig-1', name: 'one' }, [paused])]);
    expect(inventory['sig-1']).toEqual({ hosts: [] });
    expect(warnings).toEqual([
      'ssi-1 of group sig-1 has no address (it is PAUSED) and is left out; set include_addressless: true to list it by its id',
    ]);

    const all = build([answerOf({ id: 'sig-1', name: 'one' }, [paused])], { includeAddressless: true });
    expect(all.inventory['sig-1']).toEqual({ hosts: ['ssi-1'] });
    expect(all.inventory._meta.hostvars['ssi-1']).toMatchObject({ spotinst_privateIp: null, spotinst_state: 'PAUSED' });
    expect(all.warnings).toEqual([]);
  });
});

describe('the instance in progress of a roll', () => {
  const answers = [answerOf({ id: 'sig-1', name: 'one' }, [instanceOf({ id: 'ssi-1', privateIp: '10.0.0.1' })])];

  it('has a group with its id', () => {
    const { inventory } = build(answers, { ssi: 'ssi-1' });
    expect(inventory['ssi-1']).toEqual({ hosts: ['10.0.0.1'] });
    expect(inventory.all.children).toEqual(['one', 'sig-1', 'ssi-1', 'ungrouped']);
  });

  it('has no group when the host has the id, or is missing', () => {
    const addressless = [answerOf({ id: 'sig-1', name: 'one' }, [instanceOf({ id: 'ssi-1', instanceId: null })])];
    expect(build(addressless, { ssi: 'ssi-1', includeAddressless: true }).inventory).not.toHaveProperty('ssi-1');
    expect(build(answers, { ssi: 'ssi-2' }).inventory).not.toHaveProperty('ssi-2');
  });
});
