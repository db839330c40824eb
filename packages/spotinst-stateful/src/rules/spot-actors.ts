import { formatDuration } from '@esg-recycler/core';
import type { Group } from '@esg-recycler/spotinst-client';
import type { GroupRule, Sight, ClusterSnapshot } from './rule.ts';
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
          message: `${group.id} is being deployed by Spot: ${id} is ${status ?? 'in an unknown state'} (${progress ?? '?'}%)`,
          hint: 'Wait for its end, or stop it in the Spot console. It replaces instances, several at a time.',
        })),
    ),
};

/** Spot may start a task a little late, and its clock is not ours. */
const leewayMs = 5 * 60_000;

const isRecycling = (type: string): boolean => /^(statefulRecycle|roll|clusterRoll)\b/.test(type);
const isBackup = (type: string): boolean => type === 'backup_ami';

/** What a task does and when, if that may be before the roll is over. */
function describeDue(task: Task, { now, horizonMs }: ClusterSnapshot): string[] {
  const next = nextRun(task, now - leewayMs);
  if (next === 'never' || (next !== 'unclear' && next > now + horizonMs)) return [];
  const when = next === 'unclear' ? 'at times that cannot be told' : `next at ${new Date(next).toISOString()}`;
  return [`${task.taskType ?? 'unknown task'} (${scheduleOf(task)}) ${when}`];
}

/** While nothing is to be rolled, nothing is in its way. */
const dueTasks = (snapshot: ClusterSnapshot, does: string, isMeant: (type: string) => boolean): Sight[] =>
  snapshot.members.flatMap(({ group }) => {
    const tasks = (group.scheduling?.tasks ?? []).filter((task) => isEnabled(task) && isMeant(task.taskType ?? ''));
    const due = snapshot.horizonMs > 0 ? tasks.flatMap((task) => describeDue(task, snapshot)) : [];
    if (due.length === 0) return [];
    const message = `${group.id} ${does} by itself within the ${formatDuration(snapshot.horizonMs)} that this may take: ${due.join(', ')}`;
    return [{ subject: group.id, message, hint: 'Disable the task for the time of the roll, or roll after it.' }];
  });

const scheduledRecycle: GroupRule = {
  code: 'scheduled-recycle',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/schedule-stateful-capacity.md',
  judge: (snapshot) => dueTasks(snapshot, 'recycles all of its instances', isRecycling),
};

const scheduledCapacity: GroupRule = {
  code: 'scheduled-capacity',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/schedule-stateful-capacity.md',
  judge: (snapshot) => dueTasks(snapshot, 'changes its capacity', (type) => !isRecycling(type) && !isBackup(type)),
};

/** Without a minimum below the target there is nothing to scale down to. */
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
      const message = `${group.id} may scale down from ${group.capacity?.target ?? '?'} to ${group.capacity?.minimum ?? '?'} instances (${names}): that pauses another one`;
      return [{ subject: group.id, message, hint: 'Raise the minimum to the target for the time of the roll.' }];
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
      const when = windows.length > 0 ? `in ${windows.join(', ')} (UTC)` : 'as soon as there is spot capacity';
      const message = `${group.id} replaces on-demand instances by spot ones by itself, ${when}`;
      return [
        { subject: group.id, message, hint: 'The roll suspends OUT_OF_STRATEGY from its first recycle to its end.' },
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
