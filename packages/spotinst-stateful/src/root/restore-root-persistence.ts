import { commandOf, type Finding } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { persistenceOf, SpotError } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf, type Member } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { checkLease } from '../lease/lease-check.ts';
import { closeRootJournal, type RootJournal, rootPatch, rootRecordsOf } from '../records/root-records.ts';
import { settleTime } from '../watch/settle.ts';

export interface RestoreRootOptions extends Pick<WaitLimits, 'pollIntervalMs'> {
  lease: LeaseToken;
  /** The groups to restore: nothing may be in progress in them. */
  groups: readonly string[];
}

/**
 * Turns root persistence on again where it was turned off for a recycle. Only for the lease holder, once that recycle
 * can no longer be in progress.
 *
 * @returns what could not be restored; its journal stays open
 * @throws EsgError `lease-lost`, exit code 4
 */
export async function restoreRootPersistence(
  context: Context,
  cluster: Cluster,
  options: RestoreRootOptions,
): Promise<Finding[]> {
  const left: Finding[] = [];
  for (const journal of (await rootRecordsOf(context.store, options.groups)).journals) {
    const member = cluster.members.find(({ group }) => group.id === journal.group);
    if (!member) continue;
    const problem = await restoreGroup(context, cluster, member, options);
    if (problem === undefined) await closeRootJournal(context.store, journal);
    else left.push(notRestored(journal, problem));
  }
  return left;
}

/** The finding about root persistence that is still off. */
export const rootNotRestored = 'root-not-restored';

const notRestored = ({ group, ssi, openedAt }: RootJournal, problem: string): Finding => ({
  code: rootNotRestored,
  severity: 'block',
  subject: group,
  message: `cannot restore root persistence of ${group}, which is off since ${openedAt} for the recycle of ${ssi}: ${problem}`,
  hint: `The next run restores it first. To restore it now: ${commandOf('recycle-runner', `recover --esg ${group}`)}`,
});

/**
 * Reads and requests until the group shows root persistence on. When it was never read as off, the request that turned
 * it off may still take effect, so "on" counts only after the settle time.
 *
 * @returns why it could not be restored
 */
async function restoreGroup(
  context: Context,
  cluster: Cluster,
  { client, group: { id } }: Member,
  { lease, pollIntervalMs }: RestoreRootOptions,
): Promise<string | undefined> {
  const { clock, report } = context;
  const settleMs = settleTime(pollIntervalMs, context);
  const isOn = async (): Promise<boolean> => persistenceOf(await client.getGroup(id)).rootDevice;
  const beforeSend = (): Promise<void> => checkLease(context, lease, groupIdsOf(cluster));
  const startedAt = clock.now();
  let wasOff = false;
  let onSince: number | undefined;
  let problem = 'Spot accepted the request, but the group does not show the change';

  for (;;) {
    try {
      if (!(await isOn())) {
        wasOff = true;
        await client.updateGroup(id, rootPatch(true), { beforeSend });
      }
      if (await isOn()) {
        onSince ??= clock.now();
        if (wasOff || clock.now() - onSince >= settleMs) {
          report(`${id}: root persistence is on again`);
          return undefined;
        }
      }
    } catch (error) {
      if (!(error instanceof SpotError)) throw error;
      problem = error.message;
    }
    if (clock.now() - startedAt >= 2 * settleMs) return problem;
    await clock.sleep(pollIntervalMs);
  }
}
