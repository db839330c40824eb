import { describe, expect, it } from '@jest/globals';
import type { Recycling } from './recycling.ts';
import type { Simulator } from './simulator.ts';
import { simulatorsPerTest } from './testing/simulators.ts';

const start = simulatorsPerTest();
const group = '/aws/ec2/group/sig-1';
const slot = `${group}/statefulInstance/ssi-1`;

const one = (recycling: Partial<Recycling> = {}) =>
  start({
    groups: [{ id: 'sig-1', image: 'ami-new', instances: [{ id: 'ssi-1', imageId: 'ami-old', instanceId: 'i-old' }] }],
    recycling,
  });

const statesIn = ({ log }: Simulator): string =>
  log
    .filter(({ what }) => what === 'state')
    .map(({ state }) => state)
    .join(' ');

/** Waits until the last of the states is in the log. */
const until = (simulator: Simulator, states: string) => simulator.waitFor(() => statesIn(simulator) === states);

describe('a recycle', () => {
  it('is accepted first, and shows the old state for a while', async () => {
    const { call, cloud, maxOut } = await one({ lagMs: 60_000 });
    const { json } = await call('PUT', `${slot}/recycle`);
    expect(json['response']).toEqual({ status: { code: 200, message: 'OK' } });
    const [instance] = (await call('GET', `${group}/statefulInstance`)).items;
    expect(instance).toMatchObject({ state: 'ACTIVE', instanceId: 'i-old', imageId: 'ami-old' });
    expect([cloud.instance('ssi-1').state, maxOut()]).toEqual(['ACTIVE', 0]);
  });

  it('ends on a new machine with the image of the group', async () => {
    const simulator = await one();
    const list = async () => (await simulator.call('GET', `${group}/statefulInstance`)).items[0];
    const before = await list();
    await simulator.call('PUT', `${slot}/recycle`);
    await until(simulator, 'RECYCLE RECYCLING ACTIVE');
    const after = await list();
    const { id, createdAt, privateIp, devices } = { ...before };
    expect(after).toMatchObject({ id, createdAt, privateIp, devices, state: 'ACTIVE', imageId: 'ami-new' });
    expect(after?.['instanceId']).not.toBe('i-old');
    expect(String(after?.['launchedAt']) > String(before?.['launchedAt'])).toBe(true);
    expect(simulator.maxOut()).toBe(1);
  });

  it.each<[Partial<Recycling>, string]>([
    [{ outcome: 'error' }, 'ERROR'],
    [{ outcome: 'paused' }, 'PAUSED'],
    [{ outcome: 'deallocated' }, 'DEALLOCATED'],
  ])('that fails (%j) ends in %s without a machine', async (recycling, state) => {
    const simulator = await one(recycling);
    await simulator.call('PUT', `${slot}/recycle`);
    await simulator.waitFor(() => statesIn(simulator).endsWith(state));
    const [instance] = (await simulator.call('GET', `${group}/statefulInstance`)).items;
    expect(instance).toMatchObject({ state, id: 'ssi-1' });
    expect(instance).not.toHaveProperty('instanceId');
    expect(instance).not.toHaveProperty('launchedAt');
    expect((await simulator.call('GET', `${group}/status`)).items).toEqual([]);
  });

  it('can remove the instance', async () => {
    const simulator = await one({ outcome: 'vanished' });
    await simulator.call('PUT', `${slot}/recycle`);
    await until(simulator, 'RECYCLE RECYCLING VANISHED');
    expect((await simulator.call('GET', `${group}/statefulInstance`)).json).toMatchObject({ response: { count: 0 } });
  });

  it('can be accepted and never start', async () => {
    const simulator = await one({ outcome: 'unchanged', lagMs: 0 });
    await simulator.call('PUT', `${slot}/recycle`);
    simulator.cloud.setRecycling('ssi-1', { outcome: 'active' });
    await simulator.call('PUT', `${slot}/recycle`);
    await until(simulator, 'RECYCLE RECYCLING ACTIVE');
    expect(simulator.log.map(({ what }) => what)).toEqual([
      'seeded',
      'accepted',
      'accepted',
      'state',
      'state',
      'state',
    ]);
  });

  it('can be invisible: the API shows the old instance until the end', async () => {
    const simulator = await one({ visible: false, outcome: 'stuck' });
    await simulator.call('PUT', `${slot}/recycle`);
    await until(simulator, 'RECYCLE RECYCLING');
    const old = { state: 'ACTIVE', instanceId: 'i-old', imageId: 'ami-old' };
    expect((await simulator.call('GET', `${group}/statefulInstance`)).items).toMatchObject([old]);
    expect((await simulator.call('GET', `${group}/status`)).items).toMatchObject([{ instanceId: 'i-old' }]);
    expect(simulator.maxOut()).toBe(1);
  });

  it('that was invisible shows its result', async () => {
    const simulator = await one({ visible: false });
    await simulator.call('PUT', `${slot}/recycle`);
    await until(simulator, 'RECYCLE RECYCLING ACTIVE');
    const [instance] = (await simulator.call('GET', `${group}/statefulInstance`)).items;
    expect(instance).toMatchObject({ state: 'ACTIVE', imageId: 'ami-new' });
  });

  it.each([
    ['old', 'i-old'],
    ['empty', undefined],
    ['new', 'i-00000000000000001'],
  ] as const)('shows the %s instanceId while RECYCLING', async (instanceIdMeanwhile, expected) => {
    const simulator = await one({ instanceIdMeanwhile, outcome: 'stuck' });
    await simulator.call('PUT', `${slot}/recycle`);
    await until(simulator, 'RECYCLE RECYCLING');
    const [meanwhile] = (await simulator.call('GET', `${group}/statefulInstance`)).items;
    expect(meanwhile?.['instanceId']).toBe(expected);
  });

  it('that shows the new instanceId early ends with the same', async () => {
    const simulator = await one({ instanceIdMeanwhile: 'new' });
    await simulator.call('PUT', `${slot}/recycle`);
    await until(simulator, 'RECYCLE RECYCLING ACTIVE');
    const [, , during, after] = simulator.log.filter(({ what }) => what !== 'seeded');
    expect(after?.instanceId).toBe(during?.instanceId);
  });

  it('that is requested twice before it starts runs twice', async () => {
    const simulator = await one();
    simulator.cloud.request('ssi-1', 'recycle');
    simulator.cloud.request('ssi-1', 'recycle');
    await until(simulator, 'RECYCLE RECYCLING ACTIVE RECYCLE RECYCLING ACTIVE');
    expect(simulator.log.filter(({ what }) => what === 'accepted')).toHaveLength(2);
  });

  it('is refused in a state that does not allow it', async () => {
    const simulator = await one({ outcome: 'stuck' });
    await simulator.call('PUT', `${slot}/recycle`);
    await until(simulator, 'RECYCLE RECYCLING');
    const { status, json } = await simulator.call('PUT', `${slot}/recycle`);
    expect(status).toBe(400);
    expect(json).toMatchObject({ response: { errors: [{ code: 'CANT_RECYCLE_STATEFUL_INSTANCE' }] } });
    expect(simulator.requests.map(({ performed }) => performed)).toEqual([true, false]);
  });
});

describe('pause, resume and deallocate', () => {
  it('go through their states, and a resume starts a new machine', async () => {
    const simulator = await one();
    await simulator.call('PUT', `${slot}/pause`);
    await until(simulator, 'PAUSE PAUSING PAUSED');
    await simulator.call('PUT', `${slot}/resume`);
    await simulator.waitFor(() => simulator.cloud.instance('ssi-1').state === 'ACTIVE');
    expect(simulator.cloud.instance('ssi-1').imageId).toBe('ami-new');
    await simulator.call('PUT', `${slot}/deallocate`);
    await until(simulator, 'PAUSE PAUSING PAUSED RESUME RESUMING ACTIVE DEALLOCATE DEALLOCATING DEALLOCATED');
  });

  it('resume an instance that a recycle left paused', async () => {
    const simulator = await one({ outcome: 'paused' });
    await simulator.call('PUT', `${slot}/recycle`);
    await until(simulator, 'RECYCLE RECYCLING PAUSED');
    simulator.cloud.setRecycling('sig-1', { outcome: 'active' });
    await simulator.call('PUT', `${slot}/resume`);
    await until(simulator, 'RECYCLE RECYCLING PAUSED RESUME RESUMING ACTIVE');
    expect(simulator.cloud.instance('ssi-1').instanceId).not.toBeNull();
  });
});

describe('changes by Spot', () => {
  it('recycle an interrupted instance, with an event and a log line', async () => {
    const simulator = await one();
    simulator.cloud.interrupt('ssi-1');
    await until(simulator, 'RECYCLE RECYCLING ACTIVE');
    const events = await simulator.call('GET', `${group}/events?fromDate=2020-01-01`);
    expect(events.items).toMatchObject([{ eventType: 'InstanceReplacement', groupId: 'sig-1' }]);
    const logs = await simulator.call('GET', `${group}/logs?fromDate=0&toDate=9999999999999&resourceId=i-old`);
    expect(logs.items).toMatchObject([{ severity: 'WARN', message: expect.stringContaining('interrupted') }]);
  });

  it('add, remove and change instances', async () => {
    const simulator = await one();
    const { id } = await simulator.cloud.addInstance('sig-1', { imageId: 'ami-old' });
    await simulator.cloud.removeInstance('ssi-1');
    simulator.cloud.change(id, { privateIp: '10.9.9.9' });
    expect((await simulator.call('GET', `${group}/statefulInstance`)).items).toMatchObject([
      { id, imageId: 'ami-old', privateIp: '10.9.9.9' },
    ]);
  });
});

describe('a simulator', () => {
  it('is fast with thousands of groups and 10,000 instances', async () => {
    const before = performance.now();
    const { call } = await start({ groups: Array.from({ length: 2000 }, () => ({ instances: 5 })) });
    expect((await call('GET', '/aws/ec2/group')).items).toHaveLength(2000);
    expect((await call('GET', '/aws/ec2/group/sig-000007d0/statefulInstance')).items).toHaveLength(5);
    expect(performance.now() - before).toBeLessThan(15_000);
  });

  it('refuses a port in use, and names it', async () => {
    const { url } = await start();
    const { startSimulator } = await import('./start-simulator.ts');
    await expect(startSimulator({}, { port: Number(new URL(url).port) })).rejects.toMatchObject({
      code: 'port-unavailable',
      exitCode: 2,
    });
  });

  it('generates no id or address that the scenario uses later', async () => {
    const named = { id: 'ssi-00000001', instanceId: 'i-00000000000000001', privateIp: '10.201.0.11' };
    const { cloud } = await start({ groups: [{ instances: 1 }, { id: 'sig-00000001', instances: [named] }] });
    expect([...cloud.groups.keys()]).toEqual(['sig-00000002', 'sig-00000001']);
    expect(cloud.instance('ssi-00000001')).toMatchObject(named);
    expect(cloud.instance('ssi-00000002')).toMatchObject({ privateIp: '10.201.0.12' });
  });

  it('refuses two instances with one id', async () => {
    const groups = [{ instances: [{ id: 'ssi-1' }] }, { instances: [{ id: 'ssi-1' }] }];
    await expect(start({ groups })).rejects.toMatchObject({
      code: 'scenario-invalid',
      message: expect.stringContaining('ssi-1'),
    });
  });

  it('stops during actions and calls', async () => {
    const simulator = await one({ durationMs: 60_000 });
    simulator.fail({ kind: 'hang', method: 'GET' });
    const hanging = simulator.call('GET', group);
    await simulator.call('PUT', `${slot}/recycle`);
    await until(simulator, 'RECYCLE RECYCLING');
    await simulator.stop();
    await expect(hanging).rejects.toThrow('fetch failed');
  });

  it('reports the condition when a wait times out', async () => {
    const simulator = await start();
    await expect(simulator.waitFor(() => simulator.log.length > 99, 1)).rejects.toThrow('log.length > 99');
  });
});
