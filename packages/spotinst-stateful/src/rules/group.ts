import { imageOf, isStateful } from '@esg-recycler/spotinst-client';
import { freezeTag, freezeOf } from './freeze.ts';
import type { GroupRule } from './rule.ts';
import { isEnabled, scheduleOf } from './scheduled-task.ts';

/** The instances of all groups form one quorum, so one tag freezes all of them. */
const frozen: GroupRule = {
  code: 'frozen',
  severity: 'block',
  source: `the tag ${freezeTag}`,
  judge: ({ members }) =>
    members.flatMap(({ group }) => {
      const reason = freezeOf(group);
      if (reason === undefined) return [];
      const message = `${group.id} (${group.name}) has the tag ${freezeTag}${reason === '' ? '' : `: ${reason}`}. While it has this tag, no instance is recycled`;
      return [
        { subject: group.id, message, hint: `Once the reason is gone, remove the tag ${freezeTag} from the group.` },
      ];
    }),
};

const groupNotStateful: GroupRule = {
  code: 'group-not-stateful',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/README.md',
  judge({ group }) {
    if (isStateful(group)) return [];
    const message = `${group.id} (${group.name}) is not stateful: it persists neither private IP addresses nor volumes`;
    return [
      {
        subject: group.id,
        message,
        hint: 'Name a stateful group. To roll a group that is not stateful, use Deploy in the Spot console.',
      },
    ];
  },
};

const amiBackup: GroupRule = {
  code: 'ami-backup',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/compute/ami-auto-backup.md',
  judge({ group }) {
    const task = group.scheduling?.tasks.find((one) => one.taskType === 'backup_ami' && isEnabled(one));
    if (!task) return [];
    const message = `${group.id} has AMI auto-backup enabled (task backup_ami, ${scheduleOf(task)}): it replaces the group's image with an image of a running instance`;
    const hint = 'Disable the backup_ami task, set the image on the group, roll the group, then enable the task again.';
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
    const message = `${group.id} has a list of images in launchSpecification.images (${ids}): Spot chooses which of them a recycle launches`;
    return [
      { subject: group.id, message, hint: 'Set one image in launchSpecification.imageId, and set images to null.' },
    ];
  },
};

const targetUnknown: GroupRule = {
  code: 'target-unknown',
  severity: 'block',
  source: 'a recycle launches the image in compute.launchSpecification.imageId',
  judge({ group, target }) {
    if (target !== null) return [];
    const message = `${group.id} has no image: compute.launchSpecification.imageId is not set`;
    return [{ subject: group.id, message, hint: 'Set an image on the group first.' }];
  },
};

const targetChanged: GroupRule = {
  code: 'target-changed',
  severity: 'block',
  source: 'a recycle launches the image that the group has at that moment',
  judge({ group, target }) {
    if (target === null || imageOf(group) === target) return [];
    const message = `${group.id} has the image ${imageOf(group) ?? 'none'}, but the target is ${target}`;
    const hint = 'Set the target image on the group, or start again to roll the image that the group has now.';
    return [{ subject: group.id, message, hint }];
  },
};

export const groupRules: readonly GroupRule[] = [
  frozen,
  groupNotStateful,
  amiBackup,
  imagesList,
  targetUnknown,
  targetChanged,
];
