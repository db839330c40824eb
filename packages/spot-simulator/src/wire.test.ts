import { describe, expect, it } from '@jest/globals';
import type { ScenarioInput } from './scenario.ts';
import { simulatorsPerTest } from './testing/simulators.ts';

const start = simulatorsPerTest();
const list = '/aws/ec2/group/sig-1/statefulInstance';

const withAnswers = (answers: ScenarioInput['answers'], rest: ScenarioInput = {}) =>
  start({ groups: [{ id: 'sig-1', instances: [{}, { state: 'PAUSED' }] }], answers, ...rest });

describe('answers', () => {
  it('omit missing values', async () => {
    const { call } = await withAnswers({});
    const [, paused] = (await call('GET', list)).items;
    expect(Object.keys({ ...paused })).toEqual(['id', 'privateIp', 'imageId', 'state', 'devices', 'createdAt']);
  });

  it('can have null for missing values', async () => {
    const { call } = await withAnswers({ missing: 'null' });
    const [, paused] = (await call('GET', list)).items;
    expect(paused).toMatchObject({ instanceId: null, launchedAt: null, state: 'PAUSED' });
    expect((await call('GET', '/aws/ec2/group/sig-1/status')).items).toMatchObject([{ publicIp: null }]);
  });

  it('have an address only when it is persisted, except in the status', async () => {
    const { call } = await start({ groups: [{ id: 'sig-1', persistence: {}, instances: 1 }] });
    expect((await call('GET', list)).items[0]).not.toHaveProperty('privateIp');
    expect((await call('GET', '/aws/ec2/group/sig-1/status')).items).toMatchObject([{ privateIp: '10.201.0.11' }]);
  });

  it('have timestamps with an offset', async () => {
    const { call } = await withAnswers({ timestamps: '+0000' });
    expect((await call('GET', list)).items[0]).toMatchObject({ launchedAt: '2025-05-12T08:36:44.000+0000' });
    expect((await call('GET', '/aws/ec2/group')).items[0]).toMatchObject({ createdAt: '2019-02-04T10:05:00.000+0000' });
  });

  it('can have a wrong count', async () => {
    const { call } = await withAnswers({ wrongCount: true });
    expect((await call('GET', list)).json).toMatchObject({ response: { count: 3 } });
  });

  it('omit empty items', async () => {
    const { call } = await start({ groups: [{ id: 'sig-1' }], answers: { omitsEmptyItems: true } });
    expect((await call('GET', list)).json['response']).toEqual({
      status: { code: 200, message: 'OK' },
      kind: 'spotinst:aws:ec2:group:statefulInstance',
      count: 0,
    });
  });

  it('omit images and snapshots, as older responses did', async () => {
    const { call } = await withAnswers({ omits: ['imageId', 'snapshotId'] });
    const text = JSON.stringify((await call('GET', list)).items);
    expect(text).not.toMatch(/imageId|snapshotId/);
    expect(text).toContain('volumeId');
  });

  it('use the code of the scenario for an action in a wrong state', async () => {
    const { call } = await withAnswers({ wrongStateCode: 'NOT_NOW' });
    expect((await call('PUT', `${list}/ssi-00000002/recycle`)).json).toMatchObject({
      response: { errors: [{ code: 'NOT_NOW', message: expect.stringContaining('PAUSED') }] },
    });
  });

  it.each([true, false])('list deallocated instances or not (%p)', async (listsDeallocated) => {
    const groups = [{ id: 'sig-1', instances: [{ state: 'DEALLOCATED' as const }] }];
    const { call } = await start({ groups, answers: { listsDeallocated } });
    expect((await call('GET', list)).items).toHaveLength(listsDeallocated ? 1 : 0);
  });
});
