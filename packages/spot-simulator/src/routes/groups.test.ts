import { describe, expect, it } from '@jest/globals';
import { simulatorsPerTest } from '../testing/simulators.ts';

const start = simulatorsPerTest();
const path = '/aws/ec2/group/sig-1';

describe('a group', () => {
  it('is updated by merging, without its read-only values', async () => {
    const { call, cloud, log } = await start({ groups: [{ id: 'sig-1', image: 'ami-1', instances: 1 }] });
    const [before] = (await call('GET', path)).items;
    const patch = { id: 'sig-2', compute: { launchSpecification: { imageId: 'ami-2' } }, strategy: {} };
    const [after] = (await call('PUT', path, { body: { group: patch } })).items;
    expect(after).toMatchObject({ id: 'sig-1', strategy: before?.['strategy'], createdAt: before?.['createdAt'] });
    expect(after).toMatchObject({ compute: { launchSpecification: { imageId: 'ami-2', keyPair: 'ops' } } });
    expect(String(after?.['updatedAt']) > String(before?.['updatedAt'])).toBe(true);
    expect(cloud.instance('ssi-00000001').imageId).toBe('ami-1');
    expect(log.at(-1)).toMatchObject({ what: 'group', group: 'sig-1', ssi: null });
    const events = await call('GET', `${path}/events?fromDate=${Math.floor(Date.now() / 1000) - 60}`);
    expect(events.items).toMatchObject([{ eventType: 'Update' }]);
  });

  it('shows an update in late reads only after the lag', async () => {
    const { call } = await start({ groups: [{ id: 'sig-1', image: 'ami-1' }], answers: { groupLagMs: 300 } });
    const body = { group: { compute: { launchSpecification: { imageId: 'ami-2' } } } };
    const imageIn = (items: object[]) => Object(Object(Object(items[0]).compute).launchSpecification).imageId as string;
    expect(imageIn((await call('PUT', path, { body })).items)).toBe('ami-2');
    const until = Date.now() + 400;
    const seen = new Set<string>();
    while (Date.now() < until) seen.add(imageIn((await call('GET', path)).items));
    expect([...seen]).toEqual(['ami-1', 'ami-2']);
    expect(imageIn((await call('GET', path)).items)).toBe('ami-2');
  });

  it('is not updated while a roll is in progress', async () => {
    const { call, cloud } = await start({ groups: [{ id: 'sig-1', rolls: [{ status: 'IN_PROGRESS' }] }] });
    const body = { group: { name: 'other' } };
    expect((await call('PUT', path, { body })).json).toMatchObject({
      response: { errors: [{ code: 'DEPLOYMENT_ALREADY_IN_PROGRESS' }] },
    });
    expect((await call('GET', `${path}/roll`)).items).toMatchObject([{ id: 'sbgd-00000001', status: 'IN_PROGRESS' }]);
    cloud.setRolls('sig-1', [{ id: 'sbgd-00000001', status: 'finished' }]);
    expect((await call('PUT', path, { body })).items).toMatchObject([{ name: 'other' }]);
  });

  it.each([
    [
      'custom persistence',
      { persistence: { shouldPersistRootDevice: true } },
      { persistence: { shouldPersistRootDevice: true } },
    ],
    ['empty persistence', { persistence: {} }, { persistence: {} }],
  ])('can have %s', async (_, seed, strategy) => {
    const { call } = await start({ groups: [{ id: 'sig-1', ...seed }] });
    const [group] = (await call('GET', path)).items;
    expect(group?.['strategy']).toMatchObject(strategy);
    expect(Object.keys(Object(Object(group?.['strategy']).persistence))).toEqual(Object.keys(strategy.persistence));
  });

  it('can have no persistence, and any other field', async () => {
    const { call } = await start({
      groups: [{ id: 'sig-1', persistence: null, group: { region: 'eu-west-1', scaling: null } }],
    });
    const [group] = (await call('GET', path)).items;
    expect(group).toMatchObject({ region: 'eu-west-1', name: 'group sig-1' });
    expect(group).not.toHaveProperty('scaling');
    expect(group?.['strategy']).not.toHaveProperty('persistence');
  });

  it('pauses and resumes instances when its capacity changes', async () => {
    const { call, cloud, waitFor } = await start({ groups: [{ id: 'sig-1', instances: 3 }] });
    const states = () => [...cloud.group('sig-1').instances.values()].map(({ state }) => state).join(' ');
    const down = { minimum: 0, target: 1, maximum: 3 };
    expect((await call('PUT', `${path}/capacity`, { body: { capacity: down } })).items).toMatchObject([
      { capacity: down },
    ]);
    await waitFor(() => states() === 'ACTIVE PAUSED PAUSED');
    await call('PUT', `${path}/capacity`, { body: { capacity: { ...down, target: 2 } } });
    await waitFor(() => states() === 'ACTIVE ACTIVE PAUSED');
    expect((await call('PUT', `${path}/capacity`, { body: { capacity: { ...down, target: 9 } } })).status).toBe(400);
  });
});
