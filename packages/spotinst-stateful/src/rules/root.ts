import { commandOf } from '@esg-recycler/core';
import { persistenceOf } from '@esg-recycler/spotinst-client';
import type { GroupRule, InstanceRule } from './rule.ts';

const source = 'spotinst/help: elastigroup/features/z-stateful-instance/persist-root-volume.md';

const rootPersisted: GroupRule = {
  code: 'root-persisted',
  severity: 'block',
  source,
  judge({ group, replaceRoot }) {
    if (!persistenceOf(group).rootDevice || replaceRoot) return [];
    const message = `${group.id} persists root volumes: a recycle launches from a snapshot of the root volume and ignores the group's image`;
    const hint =
      'To replace the root volumes one by one, add --replace-root. Data that exists only on a root volume is lost.';
    return [{ subject: group.id, message, hint }];
  },
};

const rootOnly: GroupRule = {
  code: 'root-only',
  severity: 'block',
  source,
  judge({ group, replaceRoot }) {
    const { rootDevice, privateIp, blockDevices } = persistenceOf(group);
    if (!replaceRoot || !rootDevice || privateIp || blockDevices) return [];
    const message = `${group.id} persists only root volumes: it would not be stateful while --replace-root turns that off`;
    const hint = 'Persist the private IP address or the data volumes too, at least during the roll.';
    return [{ subject: group.id, message, hint }];
  },
};

const rootPersistenceOff: GroupRule = {
  code: 'root-given-up',
  severity: 'warn',
  source,
  judge({ group, rootJournal }) {
    if (!rootJournal) return [];
    const { ssi, openedAt } = rootJournal;
    const message = `${group.id} has not persisted its root volumes since ${openedAt}: this was turned off for the recycle of ${ssi}`;
    const hint = `The next recycle restores root persistence first. To restore it now: ${commandOf('recycle-runner', `recover --esg ${group.id}`)}`;
    return [{ subject: group.id, message, hint }];
  },
};

const rootNotPersisted: GroupRule = {
  code: 'root-not-persisted',
  severity: 'warn',
  source,
  judge({ group, hasNoRootToReplace }) {
    if (!hasNoRootToReplace) return [];
    const message = `--replace-root has no effect on ${group.id}: it does not persist root volumes`;
    const hint =
      'If it did before, an interrupted run with --replace-root whose record is lost has left that off: turn on "Persist root volume" of the group in the Spot console.';
    return [{ subject: group.id, message, hint }];
  },
};

/** A rule about an instance, because it matters to a plan only when an instance is recycled. */
const rootReplaced: InstanceRule = {
  code: 'root-replaced',
  severity: 'warn',
  source,
  judge(_instance, { group, replaceRoot }) {
    if (!replaceRoot) return [];
    const message = `--replace-root: every recycled instance of ${group.id} loses its root volume. While one is recycled, so does any other instance that Spot replaces, for example after a spot interruption`;
    const hint = 'Continue only if you need nothing that exists only on the root volumes.';
    return [{ subject: group.id, message, hint }];
  },
};

export const rootRules: readonly GroupRule[] = [rootPersisted, rootOnly, rootPersistenceOff, rootNotPersisted];
export const rootInstanceRules: readonly InstanceRule[] = [rootReplaced];
