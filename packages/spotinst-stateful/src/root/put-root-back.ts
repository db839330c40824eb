import { commandOf, type Finding } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { persistenceOf, SpotError } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf, type Member } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { checkLease } from '../lease/lease-check.ts';
import { closeRootJournal, type RootJournal, rootPatch, rootRecordsOf } from '../records/root-records.ts';
import { settleTime } from '../watch/settle.ts';

export interface PutBackOptions extends Pick<WaitLimits, 'pollIntervalMs'> {
  lease: LeaseToken;
  /** Only these groups of the cluster, in which nothing is under way any more. */
  groups: readonly string[];
}

/**
 * Turns the persistence of root volumes on again where it was turned off for a recycle. Only for the holder of the
 * lease, once nothing of that recycle can be under way.
 *
 * @returns what is left to do where Spot did not do it: the journal then stays open
 * @throws EsgError `lease-lost`, exit code 4
 */
export async function putRootsBack(context: Context, cluster: Cluster, options: PutBackOptions): Promise<Finding[]> {
  const left: Finding[] = [];
  for (const journal of (await rootRecordsOf(context.store, options.groups)).journals) {
    const member = cluster.members.find(({ group }) => group.id === journal.group);
    if (!member) continue;
    const problem = await putBack(context, cluster, member, options);
    if (problem === undefined) await closeRootJournal(context.store, journal);
    else left.push(notRestored(journal, problem));
  }
  return left;
}

const notRestored = ({ group, ssi, openedAt }: RootJournal, problem: string): Finding => ({
  code: 'root-not-restored',
  severity: 'block',
  subject: group,
  message: `The root volumes of ${group} are not persisted since ${openedAt}, when ${ssi} was to be recycled: ${problem}`,
  hint: `The next start puts it back, and so does: ${commandOf('recycle-runner', `doctor --esg ${group}`)}`,
});

/**
 * Reads and asks until the group shows it. Where it was never seen off, the request that turned it off may not have
 * taken effect yet, so it is believed only after the settle time.
 *
 * @returns why it could not be done
 */
async function putBack(
  context: Context,
  cluster: Cluster,
  { client, group: { id } }: Member,
  { lease, pollIntervalMs }: PutBackOptions,
): Promise<string | undefined> {
  const { clock, report } = context;
  const settleMs = settleTime(pollIntervalMs, context);
  const isOn = async (): Promise<boolean> => persistenceOf(await client.getGroup(id)).rootDevice;
  const beforeSend = (): Promise<void> => checkLease(context, lease, groupIdsOf(cluster));
  const startedAt = clock.now();
  let wasOff = false;
  let onSince: number | undefined;
  let problem = 'Spot accepted it, and the group does not show it';

  for (;;) {
    try {
      if (!(await isOn())) {
        wasOff = true;
        await client.updateGroup(id, rootPatch(true), { beforeSend });
      }
      if (await isOn()) {
        onSince ??= clock.now();
        if (wasOff || clock.now() - onSince >= settleMs) {
          report(`${id}: root volumes are persisted again`);
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
