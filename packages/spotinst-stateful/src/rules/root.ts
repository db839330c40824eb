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
    const message = `${group.id} persists root volumes: a recycle starts from their snapshots and ignores the group's image`;
    const hint = 'With --replace-root they are given up, one by one: whatever is only on them is lost.';
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
    const message = `${group.id} persists nothing but root volumes: without them it would stop being stateful`;
    const hint = 'Persist the private address or the data volumes as well, at least for the time of the roll.';
    return [{ subject: group.id, message, hint }];
  },
};

const rootGivenUp: GroupRule = {
  code: 'root-given-up',
  severity: 'warn',
  source,
  judge({ group, rootJournal }) {
    if (!rootJournal) return [];
    const { ssi, openedAt } = rootJournal;
    const message = `${group.id} does not persist its root volumes since ${openedAt}, for the recycle of ${ssi}`;
    const hint = `The next recycle puts it back first, and so does: ${commandOf('recycle-runner', `doctor --esg ${group.id}`)}`;
    return [{ subject: group.id, message, hint }];
  },
};

/** About one instance and yet of the group: it concerns a plan only where something is recycled. */
const rootReplaced: InstanceRule = {
  code: 'root-replaced',
  severity: 'warn',
  source,
  judge(_instance, { group, replaceRoot }) {
    if (!replaceRoot) return [];
    const message = `--replace-root: every recycled instance of ${group.id} loses its root volume, and until it is back, so does any other that Spot replaces (a spot interruption)`;
    const hint = 'Go on only if nothing that is needed is on the root volumes alone.';
    return [{ subject: group.id, message, hint }];
  },
};

export const rootRules: readonly GroupRule[] = [rootPersisted, rootOnly, rootGivenUp];
export const rootInstanceRules: readonly InstanceRule[] = [rootReplaced];
