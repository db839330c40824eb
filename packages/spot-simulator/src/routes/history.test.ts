import { describe, expect, it } from '@jest/globals';
import { simulatorsPerTest } from '../testing/simulators.ts';

const start = simulatorsPerTest();
const logs = '/aws/ec2/group/sig-1/logs';

describe("Spot's log", () => {
  const prepared = async () => {
    const groups = [
      { id: 'sig-1', instances: [{ id: 'ssi-1' }, { id: 'ssi-2' }], recycling: { outcome: 'error' as const } },
    ];
    const simulator = await start({ groups });
    await simulator.call('PUT', '/aws/ec2/group/sig-1/statefulInstance/ssi-1/recycle');
    simulator.cloud.interrupt('ssi-2');
    await simulator.waitFor(() => simulator.log.filter(({ state }) => state === 'ERROR').length === 2);
    const messages = async (query: string) =>
      (await simulator.call('GET', `${logs}?${query}`)).items.map(
        ({ severity, message }) => `${String(severity)} ${String(message)}`,
      );
    return { messages };
  };
  const ever = 'fromDate=0&toDate=9999999999999';

  it('has the reason for ERROR, by the id of the machine or the instance', async () => {
    const { messages } = await prepared();
    const failed = [expect.stringMatching(/^ERROR .*ssi-1.*InsufficientInstanceCapacity/)];
    expect(await messages(`${ever}&resourceId=ssi-1`)).toEqual(failed);
    expect(await messages(`${ever}&resourceId=i-00000000000000001`)).toEqual(failed);
  });

  it('is filtered by time, severity and number', async () => {
    const { messages } = await prepared();
    expect(await messages(ever)).toHaveLength(3);
    expect(await messages('fromDate=0&toDate=1')).toEqual([]);
    expect(await messages(`${ever}&severity=WARN`)).toEqual([expect.stringContaining('interrupted')]);
    expect(await messages(`${ever}&limit=1`)).toHaveLength(1);
  });
});
