import { imageOf, isStateful, persistenceOf } from '@esg-recycler/spotinst-client';
import type { GroupRule } from './rule.ts';

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

const rootPersisted: GroupRule = {
  code: 'root-persisted',
  severity: 'block',
  source: 'spotinst/help: elastigroup/features/z-stateful-instance/persist-root-volume.md',
  judge({ group }) {
    if (!persistenceOf(group).rootDevice) return [];
    const message = `${group.id} persists the root volume: a recycle starts from its snapshot and ignores the group's image`;
    return [{ subject: group.id, message, hint: 'Turn shouldPersistRootDevice off for the time of the image change.' }];
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

export const groupRules: readonly GroupRule[] = [groupNotStateful, rootPersisted, targetUnknown, targetChanged];
