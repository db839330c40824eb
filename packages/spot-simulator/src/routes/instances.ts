import { ApiError } from '../api-error.ts';
import type { Action } from '../states.ts';
import { healthinessItem, runningInstances, shownOf, statefulInstanceItem, statusItem } from '../wire.ts';
import { groupOf, type RouteHandler } from './handler.ts';

export const listStatefulInstances: RouteHandler = (call) => {
  const group = groupOf(call);
  const items = [...group.instances.values()]
    .filter((instance) => call.answers.listsDeallocated || shownOf(instance).state !== 'DEALLOCATED')
    .map((instance) => statefulInstanceItem(instance, group, call.answers));
  return { kind: 'spotinst:aws:ec2:group:statefulInstance', items };
};

/** Accepts the action; it has not started yet. */
const action =
  (name: Action): RouteHandler =>
  (call) => {
    const group = groupOf(call);
    const ssi = call.params['statefulInstanceId'] ?? '';
    if (!group.instances.has(ssi)) {
      throw new ApiError('STATEFUL_INSTANCE_DOESNT_EXIST', `Stateful instance ${ssi} does not exist`);
    }
    call.cloud.request(ssi, name);
    return {};
  };

export const recycle = action('recycle');
export const pause = action('pause');
export const resume = action('resume');
export const deallocate = action('deallocate');

export const groupStatus: RouteHandler = (call) => {
  const group = groupOf(call);
  const items = runningInstances(group).map((instance) => statusItem(instance, group, call.answers));
  return { kind: 'spotinst:aws:ec2:group', items };
};

export const instanceHealthiness: RouteHandler = (call) => {
  const group = groupOf(call);
  const items = runningInstances(group).map((instance) => healthinessItem(instance, group));
  return { kind: 'spotinst:aws:ec2:group:instanceHealthiness', items };
};

export const instanceStatus: RouteHandler = ({ cloud, accountId, params }) => {
  const instanceId = params['instanceId'] ?? '';
  const machine = cloud.machine(instanceId);
  if (machine?.group.accountId !== accountId) {
    throw new ApiError('INSTANCE_DOESNT_EXIST', `Instance ${instanceId} does not exist`);
  }
  const isRunning = runningInstances(machine.group).some((instance) => instance.instanceId === instanceId);
  const items = [{ instanceId, lifeCycleState: isRunning ? 'ACTIVE' : 'TERMINATING' }];
  return { kind: 'spotinst:aws:ec2:instance', items };
};
