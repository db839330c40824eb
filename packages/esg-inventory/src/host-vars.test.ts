import { describe, expect, it } from '@jest/globals';
import { hostVars } from './host-vars.ts';
import { answerOf, ec2Of, instanceOf, statusOf } from './fixtures.ts';

const options = { clusters: {}, prefix: 'spotinst_', suffix: '' };

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

  it('are sorted, and null for unknown values', () => {
    const vars = hostVars({ name: '10.0.0.1', address: '10.0.0.1', answer, instance }, options);
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

  it('have zone, type, life cycle and public address from the status', () => {
    const status = statusOf({
      instanceType: 'm5.large',
      availabilityZone: 'us-east-1a',
      publicIp: '3.3.3.3',
      spotInstanceRequestId: 'sir-1',
    });
    const host = { name: '10.0.0.1', address: '10.0.0.1', answer, instance };
    expect(hostVars({ ...host, status }, options)).toMatchObject({
      spotinst_availabilityZone: 'us-east-1a',
      spotinst_instanceType: 'm5.large',
      spotinst_lifeCycle: 'SPOT',
      spotinst_publicIp: '3.3.3.3',
    });
    const onDemand = { ...host, status: { ...status, spotInstanceRequestId: null } };
    expect(hostVars(onDemand, options)).toMatchObject({ spotinst_lifeCycle: 'ON-DEMAND' });
  });

  it('have the prefix and the cluster of the settings', () => {
    const host = { name: 'ssi-1', ansibleHost: '10.0.0.1', address: '10.0.0.1', answer, instance };
    const vars = hostVars(host, { prefix: 'esg_', suffix: '_of_spot', clusters: { events: ['kaf*'] } });
    expect(vars).toMatchObject({ esg_cluster_of_spot: 'events', esg_id_of_spot: 'ssi-1', ansible_host: '10.0.0.1' });
    const others = Object.keys(vars).filter((name) => !/^esg_\w+_of_spot$/.test(name));
    expect(others).toEqual(['ansible_host']);
  });

  it('have health and EC2 details when requested, null when missing', () => {
    const wanted = { ...answer, health: [], ec2: [] };
    const host = { name: '10.0.0.1', address: '10.0.0.1', answer: wanted, instance };
    expect(hostVars(host, options)).toMatchObject({ spotinst_healthStatus: null, spotinst_ec2: null });
    const health = { instanceId: 'i-0001', healthStatus: 'UNHEALTHY' };
    const ec2 = ec2Of({
      availabilityZone: 'us-east-1b',
      instanceType: 'm7g.large',
      lifecycle: 'spot',
      publicIpAddress: '3.3.3.4',
    });
    expect(hostVars({ ...host, health, ec2 }, options)).toMatchObject({
      spotinst_healthStatus: 'UNHEALTHY',
      spotinst_ec2: ec2,
      spotinst_availabilityZone: 'us-east-1b',
      spotinst_instanceType: 'm7g.large',
      spotinst_lifeCycle: 'SPOT',
      spotinst_publicIp: '3.3.3.4',
    });
    expect(hostVars({ ...host, ec2: ec2Of({}) }, options)).toMatchObject({ spotinst_lifeCycle: 'ON-DEMAND' });
  });
});

describe('due', () => {
  it.each([
    { imageId: 'ami-1', image: 'ami-2', due: true },
    { imageId: 'ami-2', image: 'ami-2', due: false },
    { imageId: null, image: 'ami-2', due: null },
    { imageId: 'ami-1', image: null, due: null },
    { imageId: 'ami-1', image: 'ami-2', rootDevice: true, due: null },
  ])('is $due for $imageId in a group on $image (root persisted: $rootDevice)', (row) => {
    const answer = answerOf({ id: 'sig-1', name: 'one', image: row.image, rootDevice: row.rootDevice }, []);
    const host = { name: '10.0.0.1', answer, address: '10.0.0.1', instance: instanceOf({ imageId: row.imageId }) };
    expect(hostVars(host, options)).toMatchObject({ spotinst_due: row.due });
  });
});
