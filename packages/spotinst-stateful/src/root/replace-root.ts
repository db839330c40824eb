import { EsgError, ExitCode } from '@esg-recycler/core';
import { persistenceOf, SpotError } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { checkRecycle, type RecycleRequest, rootGivenUp } from '../guard/guard.ts';
import { checkStop } from '../check-stop.ts';
import { checkLease } from '../lease/lease-check.ts';
import { closeRootJournal, openRootJournal, type RootJournal, rootPatch } from '../records/root-records.ts';
import { putRootsBack } from './put-root-back.ts';
import { withFindings } from '../rules/with-findings.ts';

/** How often it is asked for while answers are lost, or the group does not show it. */
const maxAttempts = 3;

/**
 * Turns the persistence of the group's root volumes off, for the recycle that is requested next: only then does that
 * launch the group's image. From here until it is put back, whatever Spot replaces loses its root volume; so all that
 * may stand against the recycle is looked at before, and again after. It is on record before it is requested, once for
 * a group: whoever gave it up has all of the time until it is put back to itself.
 *
 * Source: spotinst/help, elastigroup/features/z-stateful-instance/persist-root-volume.md.
 *
 * @returns whether this request gave it up, and has to put it back; otherwise it was not persisted
 * @throws EsgError what {@link checkRecycle} throws; 4 `lease-lost`; 130 `stopped`; 3 `root-persistence-refused`. What
 * this request may have turned off is persisted again then, or named by a finding.
 */
export async function giveUpRoot(
  context: Context,
  cluster: Cluster,
  { pollIntervalMs, ...request }: RecycleRequest & Pick<WaitLimits, 'pollIntervalMs'>,
): Promise<boolean> {
  const { store } = context;
  const { intent, lease } = request;
  const { group, rootJournal } = await checkRecycle(context, cluster, request);
  if (rootJournal) throw rootGivenUp(rootJournal);
  if (!persistenceOf(group).rootDevice) return false;

  const journal: RootJournal = {
    kind: 'replace-root',
    group: group.id,
    ssi: intent.ssi,
    data: { target: intent.target, number: lease.number, sender: intent.sender },
    openedAt: new Date().toISOString(),
  };
  const other = await openRootJournal(store, journal);
  if (other) throw rootGivenUp(other);
  await turnOff(context, cluster, { journal, lease, pollIntervalMs });
  return true;
}

type TurningOff = { journal: RootJournal } & Pick<RecycleRequest, 'lease'> & Pick<WaitLimits, 'pollIntervalMs'>;

async function turnOff(context: Context, cluster: Cluster, { journal, ...options }: TurningOff): Promise<void> {
  const { store, clock, report, signal } = context;
  const { client } = cluster.own;
  const { group, ssi } = journal;
  const beforeSend = async (): Promise<void> => {
    await checkLease(context, options.lease, groupIdsOf(cluster));
    checkStop(signal);
  };
  let mayBeOff = false;
  try {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const error: unknown = await client.updateGroup(group, rootPatch(false), { beforeSend }).catch((why) => why);
      if (error instanceof Error && !(error instanceof SpotError && error.outcome === 'unknown')) {
        throw asRefusal(group, error);
      }
      mayBeOff = true;
      if (!persistenceOf(await client.getGroup(group)).rootDevice) {
        report(`${group}: root volumes are not persisted now, for the recycle of ${ssi}`);
        return;
      }
      await clock.sleep(options.pollIntervalMs, signal);
    }
    throw refused(group, 'it was asked for, and the group does not show it');
  } catch (error) {
    if (mayBeOff) throw withFindings(error, await putRootsBack(context, cluster, { ...options, groups: [group] }));
    await closeRootJournal(store, journal);
    throw error;
  }
}

const refused = (group: string, why: string, cause?: Error): EsgError =>
  new EsgError(`Refused: the persistence of the root volumes of ${group} cannot be turned off: ${why}`, {
    code: 'root-persistence-refused',
    exitCode: ExitCode.refused,
    hint: 'Nothing was recycled. See the group in the Spot console; a deployment in progress is waited for.',
    cause,
  });

const asRefusal = (group: string, error: Error): Error =>
  error instanceof SpotError && error.code === 'spot-refused' ? refused(group, error.message, error) : error;
