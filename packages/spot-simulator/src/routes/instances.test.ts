import { describe, expect, it } from '@jest/globals';
import { simulatorsPerTest } from '../testing/simulators.ts';

const start = simulatorsPerTest();
const group = '/aws/ec2/group/sig-1';

describe('a running instance', () => {
  it('is in status, healthiness and its own status', async () => {
    const instances = [{ id: 'ssi-1', instanceId: 'i-1' }, { state: 'PAUSED' as const }];
    const { call, waitFor, cloud } = await start({ groups: [{ id: 'sig-1', instances }] });
    expect((await call('GET', `${group}/status`)).items).toMatchObject([
      {
        instanceId: 'i-1',
        groupId: 'sig-1',
        privateIp: '10.201.0.11',
        availabilityZone: 'us-east-1a',
        status: 'fulfilled',
      },
    ]);
    expect((await call('GET', `${group}/instanceHealthiness`)).items).toMatchObject([
      { instanceId: 'i-1', healthStatus: 'HEALTHY', lifeCycle: 'SPOT' },
    ]);
    const running = { instanceId: 'i-1', lifeCycleState: 'ACTIVE' };
    expect((await call('GET', '/aws/ec2/instance/i-1')).items).toEqual([running]);
    await call('PUT', `${group}/statefulInstance/ssi-1/recycle`);
    await waitFor(() => cloud.instance('ssi-1').state === 'ACTIVE' && cloud.instance('ssi-1').instanceId !== 'i-1');
    expect((await call('GET', '/aws/ec2/instance/i-1')).items).toEqual([{ ...running, lifeCycleState: 'TERMINATING' }]);
  });
});
