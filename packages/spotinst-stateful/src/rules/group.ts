import { imageOf, isStateful } from '@esg-recycler/spotinst-client';
import type { GroupRule } from './rule.ts';
import { isEnabled, scheduleOf } from './scheduled-task.ts';

const groupNotStateful: GroupRule = {
  code: 'group-not-stateful',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/README.md',
  judge({ group }) {
    if (isStateful(group)) return [];
    const message = `${group.id} (${group.name}) persists neither address nor volumes: it has no stateful instances`;
    return [{ subject: group.id, message, hint: 'Groups that are not stateful are rolled by Spot itself (Deploy).' }];
  },
};

const amiBackup: GroupRule = {
  code: 'ami-backup',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/compute/ami-auto-backup.md',
  judge({ group }) {
    const task = group.scheduling?.tasks.find((one) => one.taskType === 'backup_ami' && isEnabled(one));
    if (!task) return [];
    const message = `${group.id} has AMI auto-backup on (backup_ami, ${scheduleOf(task)}): it overwrites the group's image with a copy of an instance`;
    const hint = 'Disable the backup_ami task, put the image on the group, roll, and enable the task again.';
    return [{ subject: group.id, message, hint }];
  },
};

const imagesList: GroupRule = {
  code: 'images-list',
  severity: 'block',
  source: 'spotinst/openapi: elastigroup-compute.yaml, launchSpecification.images',
  judge({ group }) {
    const images = group.compute?.launchSpecification?.images ?? [];
    if (images.length === 0) return [];
    const ids = images.map(({ id }) => id ?? '?').join(', ');
    const message = `${group.id} names its image in launchSpecification.images (${ids}): which one a recycle launches is Spot's choice`;
    return [
      { subject: group.id, message, hint: 'Name one image in launchSpecification.imageId, and set images to null.' },
    ];
  },
};

const targetUnknown: GroupRule = {
  code: 'target-unknown',
  severity: 'block',
  source: 'a recycle launches the image in compute.launchSpecification.imageId',
  judge({ group, target }) {
    if (target !== null) return [];
    const message = `${group.id} names no image in compute.launchSpecification.imageId`;
    return [{ subject: group.id, message, hint: 'Put an image on the group first.' }];
  },
};

const targetChanged: GroupRule = {
  code: 'target-changed',
  severity: 'block',
  source: 'a recycle launches whatever image the group names at that moment',
  judge({ group, target }) {
    if (target === null || imageOf(group) === target) return [];
    const message = `${group.id} launches ${imageOf(group) ?? 'no image'}, not the target ${target}`;
    const hint = 'Put the target on the group, or start again with the image that it names now.';
    return [{ subject: group.id, message, hint }];
  },
};

export const groupRules: readonly GroupRule[] = [groupNotStateful, amiBackup, imagesList, targetUnknown, targetChanged];
