import type { Group, Roll } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { judgeGroup } from './findings.ts';
import { groupOf, instanceOf, snapshotOf } from '../fixtures.ts';
import type { ClusterSnapshot } from './rule.ts';
import type { Task } from './scheduled-task.ts';

const instances = ['ssi-1', 'ssi-2', 'ssi-3'].map((id) => instanceOf({ id }));
const rollOf = (fields: Partial<Roll>): Roll => ({
  id: 'sbgd-1',
  status: 'in_progress',
  progress: 25,
  currentBatch: 1,
  numOfBatches: 4,
  createdAt: null,
  updatedAt: null,
  ...fields,
});
const readOf = (fields: Partial<Group>, rolls: Roll[] = []): Partial<ClusterSnapshot> => {
  const group = { ...groupOf(), ...fields };
  return { group, members: [{ group, instances, rolls }] };
};
const withRolls = (...rolls: Partial<Roll>[]) => readOf({}, rolls.map(rollOf));
const withTasks = (...tasks: Partial<Task>[]) => readOf({ scheduling: { tasks: tasks } });
const withRevert = (revertToSpot: NonNullable<Group['strategy']>['revertToSpot']) =>
  readOf({ strategy: { ...groupOf().strategy, revertToSpot } });
const shrinkable = { minimum: 1, target: 3, maximum: 3 };
const recycling = { taskType: 'statefulRecycle' };
const scaling = { taskType: 'statefulUpdateCapacity' };

/** Read on Monday, 2025-05-12, 12:00 UTC, with an hour and a half of recycling ahead. */
const codes = (fields: Partial<ClusterSnapshot>) =>
  judgeGroup(snapshotOf(fields)).map(({ code, severity }) => `${severity} ${code}`);
const revert = 'warn revert-to-spot';

describe('what Spot does on its own', () => {
  it.each<[string, Partial<ClusterSnapshot>, string[]]>([
    ['no deployments', withRolls(), []],
    [
      'only deployments that have ended',
      withRolls({ status: 'finished' }, { status: 'stopped' }, { status: 'failed' }),
      [],
    ],
    ['a deployment in progress', withRolls({ status: 'finished' }, {}), ['block deployment-in-progress']],
    ['a deployment that starts', withRolls({ status: 'starting' }), ['block deployment-in-progress']],
    ['a deployment of unknown state', withRolls({ status: null, progress: null }), ['block deployment-in-progress']],

    ['no scheduling', readOf({ scheduling: null }), []],
    ['no tasks', withTasks(), []],
    [
      'a recycle during the roll',
      withTasks({ ...recycling, cronExpression: '0 13 * * *' }),
      ['block scheduled-recycle'],
    ],
    ['a recycle after the roll', withTasks({ ...recycling, cronExpression: '31 13 * * *' }), []],
    [
      'a recycle that has just started',
      withTasks({ ...recycling, cronExpression: '56 11 * * *' }),
      ['block scheduled-recycle'],
    ],
    ['a recycle before the roll', withTasks({ ...recycling, cronExpression: '50 11 * * *' }), []],
    ['a disabled recycle', withTasks({ ...recycling, cronExpression: '* * * * *', isEnabled: false }), []],
    ['a recycle at an unknown time', withTasks({ ...recycling, isEnabled: null }), ['block scheduled-recycle']],
    [
      'a deployment during the roll',
      withTasks({ taskType: 'roll', cronExpression: '0 13 * * *' }),
      ['block scheduled-recycle'],
    ],
    [
      'a capacity change during the roll',
      withTasks({ ...scaling, cronExpression: '0 13 * * *' }),
      ['block scheduled-capacity'],
    ],
    [
      'a capacity change every hour',
      withTasks({ taskType: 'scaleDown', frequency: 'hourly' }),
      ['block scheduled-capacity'],
    ],
    ['an unknown task during the roll', withTasks({ taskType: null }), ['block scheduled-capacity']],
    ['tasks, with nothing to roll', { ...withTasks(recycling, scaling), horizonMs: 0 }, []],

    ['no scaling', readOf({ scaling: null }), []],
    ['no scaling policies', readOf({ scaling: { down: null, target: [] }, capacity: shrinkable }), []],
    [
      'a policy that scales down',
      readOf({ scaling: { down: [{ policyName: 'idle' }] }, capacity: shrinkable }),
      ['warn auto-scaling'],
    ],
    [
      'a policy that tracks a target',
      readOf({ scaling: { target: [{ policyName: null }] }, capacity: shrinkable }),
      ['warn auto-scaling'],
    ],
    ['a disabled policy', readOf({ scaling: { down: [{ isEnabled: false }] }, capacity: shrinkable }), []],
    [
      'a policy that cannot scale down',
      readOf({ scaling: { down: [{}] }, capacity: { ...shrinkable, minimum: 3 } }),
      [],
    ],
    ['a policy without a capacity', readOf({ scaling: { down: [{}] }, capacity: null }), ['warn auto-scaling']],

    ['no strategy (reverts always)', readOf({ strategy: { persistence: groupOf().strategy?.persistence } }), [revert]],
    ['revertToSpot null (reverts always)', withRevert(null), [revert]],
    ['reverts at any time', withRevert({ performAt: 'always' }), [revert]],
    ['reverts never', withRevert({ performAt: 'never', timeWindows: ['Mon:00:00-Tue:00:00'] }), []],
    [
      'reverts in an open window',
      withRevert({ performAt: 'timeWindow', timeWindows: ['Mon:13:00-Mon:14:00'] }),
      [revert],
    ],
    [
      'reverts in a window after the roll',
      withRevert({ performAt: 'timeWindow', timeWindows: ['Mon:14:00-Mon:15:00'] }),
      [],
    ],
    ['reverts in a window without times', withRevert({ performAt: 'timeWindow', timeWindows: null }), [revert]],
  ])('finds %s', (_, fields, expected) => expect(codes(fields)).toEqual(expected));

  it('applies to every group of the cluster', () => {
    const group = { ...groupOf({ id: 'sig-2' }), scheduling: { tasks: [recycling] } };
    const members = [
      { group: groupOf(), instances, rolls: [] },
      { group, instances: [instanceOf({ id: 'ssi-9' })], rolls: [rollOf({})] },
    ];
    expect(judgeGroup(snapshotOf({ members }))).toMatchObject([
      {
        code: 'deployment-in-progress',
        subject: 'sig-2',
        message: 'Spot is deploying sig-2: deployment sbgd-1 is in_progress (25%)',
      },
      { code: 'scheduled-recycle', subject: 'sig-2' },
    ]);
  });

  it('reports each task, its schedule and its next run', () => {
    const fields = withTasks({ ...recycling, cronExpression: '0 13 * * *' }, { ...recycling, frequency: 'daily' });
    expect(judgeGroup(snapshotOf(fields))).toMatchObject([
      {
        message:
          'a scheduled task recycles all instances of sig-1 within the 1h30m that the roll may take: ' +
          'statefulRecycle (0 13 * * *) next at 2025-05-12T13:00:00.000Z, ' +
          'statefulRecycle (daily) at an unknown time',
      },
    ]);
  });
});
