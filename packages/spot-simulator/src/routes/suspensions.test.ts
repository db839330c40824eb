import { describe, expect, it } from '@jest/globals';
import { simulatorsPerTest } from '../testing/simulators.ts';

const start = simulatorsPerTest();
const path = '/aws/ec2/group/sig-1/suspension';
const groups = [{ id: 'sig-1' }];

describe('suspensions', () => {
  it('last forever or for some minutes, and are removed by name', async () => {
    const { call } = await start({ groups });
    await call('POST', path, { body: { processes: ['SCHEDULING'] } });
    const limited = { suspensions: [{ name: 'AUTO_HEALING', ttlInMinutes: 60 }] };
    const [item] = (await call('POST', path, { body: limited })).items;
    expect(item).toEqual({
      groupId: 'sig-1',
      processes: ['SCHEDULING', 'AUTO_HEALING'],
      suspensions: [
        { name: 'SCHEDULING', expiresAt: null },
        { name: 'AUTO_HEALING', expiresAt: expect.stringMatching(/\+0000$/) },
      ],
    });
    expect((await call('GET', path)).items).toEqual([item]);
    await call('DELETE', path, { body: { processes: ['SCHEDULING'] } });
    expect((await call('GET', path)).items).toMatchObject([{ processes: ['AUTO_HEALING'] }]);
  });

  it('are read without their expiry when the scenario sets it', async () => {
    const { call } = await start({ groups, answers: { reportsExpiries: false } });
    const body = { suspensions: [{ name: 'AUTO_HEALING', ttlInMinutes: 20 }] };
    expect((await call('POST', path, { body })).items).toMatchObject([{ suspensions: [{ name: 'AUTO_HEALING' }] }]);
    expect((await call('GET', path)).items).toEqual([{ groupId: 'sig-1', processes: ['AUTO_HEALING'] }]);
  });

  it('end on their own', async () => {
    const { call } = await start({ groups, minuteMs: 1 });
    const body = { suspensions: [{ name: 'AUTO_HEALING', ttlInMinutes: 20 }] };
    expect((await call('POST', path, { body })).items).toMatchObject([{ processes: ['AUTO_HEALING'] }]);
    for (;;) if ((await call('GET', path)).text.includes('"processes":[]')) return;
  });

  it.each([
    ['an unknown process', { processes: ['EVERYTHING'] }],
    ['both forms at once', { processes: ['SCHEDULING'], suspensions: [{ name: 'SCHEDULING' }] }],
    ['neither', {}],
  ])('refuse %s', async (_, body) => {
    const { call } = await start({ groups });
    expect((await call('POST', path, { body })).json).toMatchObject({
      response: { errors: [{ code: 'ValidationError' }] },
    });
  });
});
