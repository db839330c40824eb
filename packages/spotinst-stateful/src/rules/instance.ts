import { parseSpotTime, type StatefulInstance } from '@esg-recycler/spotinst-client';
import { isUnderWay, requestNote, resumeHint } from './not-active.ts';
import type { InstanceRule } from './rule.ts';

const notActive: InstanceRule = {
  code: 'not-active',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/stateful-instance-actions.md',
  judge(instance, { group, intents }) {
    const { id, state } = instance;
    if (state === 'ACTIVE') return [];
    if (isUnderWay(instance, intents)) {
      return [
        {
          subject: id,
          severity: 'warn',
          message: `${id} is ${state}${requestNote(instance, intents)}: its recycle is in progress`,
        },
      ];
    }
    const message = `${id} is ${state}${requestNote(instance, intents)}: only an ACTIVE instance can be recycled`;
    return [{ subject: id, message, hint: resumeHint(group.id, instance, intents) }];
  },
};

const imageUnknown: InstanceRule = {
  code: 'image-unknown',
  severity: 'block',
  source: 'Spot lists some older stateful instances without imageId',
  judge({ id, imageId }, { since, replaceRoot }) {
    if (imageId !== null || since !== undefined || replaceRoot) return [];
    const message = `Spot does not report the image of ${id}`;
    return [{ subject: id, message, hint: 'Select instances by launch time instead: --since TIME.' }];
  },
};

const isDated = ({ launchedAt }: StatefulInstance): boolean =>
  launchedAt !== null && parseSpotTime(launchedAt) !== null;

const launchUnknown: InstanceRule = {
  code: 'launch-unknown',
  severity: 'block',
  source: 'a recycle is verified by a new EC2 instance id and a later launch time',
  judge(instance) {
    const { id, state, instanceId } = instance;
    if (state !== 'ACTIVE' || (instanceId !== null && isDated(instance))) return [];
    const message = `Spot does not report the EC2 instance of ${id} or its launch time: a recycle could not be verified`;
    return [{ subject: id, message, hint: 'Check the instance in the Spot console.' }];
  },
};

export const ownRules: readonly InstanceRule[] = [notActive, imageUnknown, launchUnknown];
