import { describe, expect, it } from '@jest/globals';
import { hostVars } from './host-vars.ts';
import { answerOf, instanceOf, statusOf } from './fixtures.ts';

const options = { clusters: {}, prefix: 'spotinst_' };

describe('the variables of a host', () => {
  const answer = answerOf(
    {
      id: 'sig-1',
      name: 'kafka',
      image: 'ami-2',
      tags: [
        { tagKey: 'Name', tagValue: 'kafka' },
        { tagKey: 'Env', tagValue: 'prod' },
      ],
    },
    [],
  );
  const instance = instanceOf({
    id: 'ssi-1',
    imageId: 'ami-1',
    privateIp: '10.0.0.1',
    devices: [
      { deviceName: '/dev/xvdy', volumeId: 'vol-2', snapshotId: 'snap-2' },
      { deviceName: '/dev/xvdx', volumeId: 'vol-1', snapshotId: null },
    ],
  });

  it('are these, sorted, and null where nothing is known', () => {
    const vars = hostVars({ name: '10.0.0.1', answer, instance }, options);
    expect(Object.keys(vars)).toEqual(Object.keys(vars).toSorted());
    expect(vars).toEqual({
      spotinst_accountId: 'act-1234',
      spotinst_availabilityZone: null,
      spotinst_cluster: 'sig-1',
      spotinst_createdAt: '2019-02-04T10:10:31.000Z',
      spotinst_devices: [
        { deviceName: '/dev/xvdx', volumeId: 'vol-1' },
        { deviceName: '/dev/xvdy', volumeId: 'vol-2', snapshotId: 'snap-2' },
      ],
      spotinst_due: true,
      spotinst_esg_id: 'sig-1',
      spotinst_esg_imageId: 'ami-2',
      spotinst_esg_name: 'kafka',
      spotinst_esg_region: 'us-east-1',
      spotinst_esg_tags: { Env: 'prod', Name: 'kafka' },
      spotinst_id: 'ssi-1',
      spotinst_imageId: 'ami-1',
      spotinst_instanceId: 'i-0001',
      spotinst_instanceType: null,
      spotinst_launchedAt: '2019-04-03T08:36:44.000Z',
      spotinst_lifeCycle: null,
      spotinst_privateIp: '10.0.0.1',
      spotinst_publicIp: null,
      spotinst_state: 'ACTIVE',
    });
  });

  it('tell zone, type, life cycle and public address where the status was asked for', () => {
    const status = statusOf({
      instanceType: 'm5.large',
      availabilityZone: 'us-east-1a',
      publicIp: '3.3.3.3',
      spotInstanceRequestId: 'sir-1',
    });
    const host = { name: '10.0.0.1', answer, instance };
    expect(hostVars({ ...host, status }, options)).toMatchObject({
      spotinst_availabilityZone: 'us-east-1a',
      spotinst_instanceType: 'm5.large',
      spotinst_lifeCycle: 'SPOT',
      spotinst_publicIp: '3.3.3.3',
    });
    const onDemand = { ...host, status: { ...status, spotInstanceRequestId: null } };
    expect(hostVars(onDemand, options)).toMatchObject({ spotinst_lifeCycle: 'ON-DEMAND' });
  });

  it('bear the prefix and the cluster that the settings give', () => {
    const vars = hostVars({ name: '10.0.0.1', answer, instance }, { prefix: 'esg_', clusters: { events: ['kaf*'] } });
    expect(vars).toMatchObject({ esg_cluster: 'events', esg_id: 'ssi-1' });
    expect(Object.keys(vars).every((name) => name.startsWith('esg_'))).toBe(true);
  });
});

describe('due', () => {
  it.each([
    { imageId: 'ami-1', image: 'ami-2', due: true },
    { imageId: 'ami-2', image: 'ami-2', due: false },
    { imageId: null, image: 'ami-2', due: null },
    { imageId: 'ami-1', image: null, due: null },
    { imageId: 'ami-1', image: 'ami-2', rootDevice: true, due: null },
  ])('is $due for an instance on $imageId in a group on $image (root persisted: $rootDevice)', (row) => {
    const answer = answerOf({ id: 'sig-1', name: 'one', image: row.image, rootDevice: row.rootDevice }, []);
    const host = { name: '10.0.0.1', answer, instance: instanceOf({ imageId: row.imageId }) };
    expect(hostVars(host, options)).toMatchObject({ spotinst_due: row.due });
  });
});
