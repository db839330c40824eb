import { beforeEach, describe, expect, it } from '@jest/globals';
import { ec2Of } from './fixtures.ts';
import { hostsIn, read, scene } from './test-support/two-accounts.ts';

const list = '/aws/ec2/group';

describe('images that only EC2 reports', () => {
  beforeEach(() => {
    for (const instances of Object.values(scene.instancesOf))
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
    expect(scene.paths.filter((path) => path === list)).toHaveLength(4);
  });
});
