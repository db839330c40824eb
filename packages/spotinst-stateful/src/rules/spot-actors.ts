import { formatDuration } from '@esg-recycler/core';
import type { Group } from '@esg-recycler/spotinst-client';
import type { GroupRule, RuleResult, ClusterSnapshot } from './rule.ts';
import { isEnabled, nextRun, scheduleOf, type Task } from './scheduled-task.ts';
import { isOpenWithin } from './time-window.ts';

const ended = new Set(['finished', 'stopped', 'failed']);

const deploymentInProgress: GroupRule = {
  code: 'deployment-in-progress',
  severity: 'block',
  source: 'spotinst/help: elastigroup/tutorials/elastigroup-actions-menu/deploy-or-roll-elastigroup.md',
  judge: ({ members }) =>
    members.flatMap(({ group, rolls }) =>
      rolls
        .filter(({ status }) => !ended.has(status ?? ''))
        .map(({ id, status, progress }) => ({
          subject: group.id,
          message: `Spot is deploying ${group.id}: deployment ${id} is ${status ?? 'in an unknown state'} (${progress ?? '?'}%)`,
          hint: 'Wait until the deployment ends, or stop it in the Spot console. It replaces several instances at a time.',
        })),
    ),
};

/** Spot may start a task a little late, and its clock may differ from ours. */
const leewayMs = 5 * 60_000;

const isRecycling = (type: string): boolean => /^(statefulRecycle|roll|clusterRoll)\b/.test(type);
const isBackup = (type: string): boolean => type === 'backup_ami';

/** What a task does and when, if it may run before the roll ends. */
function describeDue(task: Task, { now, horizonMs }: ClusterSnapshot): string[] {
  const next = nextRun(task, now - leewayMs);
  if (next === 'never' || (next !== 'unclear' && next > now + horizonMs)) return [];
  const when = next === 'unclear' ? 'at an unknown time' : `next at ${new Date(next).toISOString()}`;
  return [`${task.taskType ?? 'unknown task'} (${scheduleOf(task)}) ${when}`];
}

/** No results when nothing is due: a task cannot interfere then. */
const dueTasks = (snapshot: ClusterSnapshot, does: string, isInRun: (type: string) => boolean): RuleResult[] =>
  snapshot.members.flatMap(({ group }) => {
    const tasks = (group.scheduling?.tasks ?? []).filter((task) => isEnabled(task) && isInRun(task.taskType ?? ''));
    const due = snapshot.horizonMs > 0 ? tasks.flatMap((task) => describeDue(task, snapshot)) : [];
    if (due.length === 0) return [];
    const message = `a scheduled task ${does} of ${group.id} within the ${formatDuration(snapshot.horizonMs)} that the roll may take: ${due.join(', ')}`;
    return [
      {
        subject: group.id,
        message,
        hint: 'Disable the task during the roll, or start the roll after the task has run.',
      },
    ];
  });

const scheduledRecycle: GroupRule = {
  code: 'scheduled-recycle',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/schedule-stateful-capacity.md',
  judge: (snapshot) => dueTasks(snapshot, 'recycles all instances', isRecycling),
};

const scheduledCapacity: GroupRule = {
  code: 'scheduled-capacity',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/schedule-stateful-capacity.md',
  judge: (snapshot) => dueTasks(snapshot, 'changes the capacity', (type) => !isRecycling(type) && !isBackup(type)),
};

/** A group scales down only to a minimum below its target. */
const canShrink = ({ capacity }: Group): boolean => {
  const { minimum = null, target = null } = capacity ?? {};
  return minimum === null || target === null || minimum < target;
};

const autoScaling: GroupRule = {
  code: 'auto-scaling',
  severity: 'warn',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/schedule-stateful-capacity.md',
  judge: ({ members }) =>
    members.flatMap(({ group }) => {
      const policies = [...(group.scaling?.down ?? []), ...(group.scaling?.target ?? [])].filter(isEnabled);
      if (policies.length === 0 || !canShrink(group)) return [];
      const names = policies.map(({ policyName }) => policyName ?? 'unnamed').join(', ');
      const message = `${group.id} may scale down from ${group.capacity?.target ?? '?'} to ${group.capacity?.minimum ?? '?'} instances (policy ${names}), which pauses a second instance`;
      return [{ subject: group.id, message, hint: 'Set the minimum capacity to the target capacity during the roll.' }];
    }),
};

const revertToSpot: GroupRule = {
  code: 'revert-to-spot',
  severity: 'warn',
  source: 'spotinst/help: elastigroup/features/core-features/maintenance-windows.md',
  judge: ({ members, now, horizonMs }) =>
    members.flatMap(({ group }) => {
      const { performAt, timeWindows } = group.strategy?.revertToSpot ?? {};
      if (performAt === 'never') return [];
      const windows = performAt === 'timeWindow' ? (timeWindows ?? []) : [];
      if (windows.length > 0 && !windows.some((window) => isOpenWithin(window, now, horizonMs))) return [];
      const when = windows.length > 0 ? `in ${windows.join(', ')} (UTC)` : 'as soon as spot capacity is available';
      const message = `${group.id} reverts on-demand instances to spot ${when}: Spot replaces such an instance on its own`;
      return [
        {
          subject: group.id,
          message,
          hint: 'Nothing to do: the roll suspends the process OUT_OF_STRATEGY from its first recycle to its end.',
        },
      ];
    }),
};

export const actorRules: readonly GroupRule[] = [
  deploymentInProgress,
  scheduledRecycle,
  scheduledCapacity,
  autoScaling,
  revertToSpot,
];
