import { parseSpotTime, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { isUnderWay, resumeHint } from './not-active.ts';
import type { InstanceRule } from './rule.ts';

const notActive: InstanceRule = {
  code: 'not-active',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/stateful-instance-actions.md',
  judge(instance, { group, intents }) {
    const { id, state } = instance;
    if (state === 'ACTIVE') return [];
    if (isUnderWay(instance, intents)) {
      return [{ subject: id, severity: 'warn', message: `${id} is ${state}: its recycle is under way` }];
    }
    const message = `${id} is ${state}: only an ACTIVE instance can be recycled`;
    return [{ subject: id, message, hint: resumeHint(group.id, instance, intents) }];
  },
};

const imageUnknown: InstanceRule = {
  code: 'image-unknown',
  severity: 'block',
  source: 'older stateful instances come without imageId',
  judge({ id, imageId }, { since, replaceRoot }) {
    if (imageId !== null || since !== undefined || replaceRoot) return [];
    const message = `Spot does not say which image ${id} runs`;
    return [{ subject: id, message, hint: 'Tell what is due by launch time instead: --since TIME.' }];
  },
};

const isDated = ({ launchedAt }: StatefulInstance): boolean =>
  launchedAt !== null && parseSpotTime(launchedAt) !== null;

const launchUnknown: InstanceRule = {
  code: 'launch-unknown',
  severity: 'block',
  source: 'a recycle is proved by a new instance id and a later launch time',
  judge(instance) {
    const { id, state, instanceId } = instance;
    if (state !== 'ACTIVE' || (instanceId !== null && isDated(instance))) return [];
    const message = `Spot does not say on which EC2 instance ${id} runs, or since when`;
    return [{ subject: id, message, hint: 'A recycle could not be proved: see the instance in the Spot console.' }];
  },
};

export const ownRules: readonly InstanceRule[] = [notActive, imageUnknown, launchUnknown];
