import { EsgError, ExitCode } from '@esg-recycler/core';
import { persistenceOf, SpotError } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { checkRecycle, type RecycleRequest, rootPersistenceOff } from '../guard/guard.ts';
import { checkStop } from '../check-stop.ts';
import { checkLease } from '../lease/lease-check.ts';
import { closeRootJournal, openRootJournal, type RootJournal, rootPatch } from '../records/root-records.ts';
import { restoreRootPersistence } from './restore-root-persistence.ts';
import { withFindings } from '../rules/with-findings.ts';

/** How often the change is requested while responses are lost, or the group does not show it. */
const maxAttempts = 3;

/**
 * Turns root persistence of the group off for the next recycle, which launches the group's image only then. Until it is
 * restored, every instance that Spot replaces loses its root volume. All checks therefore run before this change and
 * again after it. It is recorded before it is requested, once per group: no other recycle can use the group meanwhile.
 *
 * Source: spotinst/help, elastigroup/features/z-stateful-instance/persist-root-volume.md.
 *
 * @returns true when this call turned it off and must restore it; false when root volumes were not persisted
 * @throws EsgError what {@link checkRecycle} throws; 4 `lease-lost`; 130 `stopped`; 3 `root-persistence-refused`. Root
 * persistence is restored then, or a finding reports that it is not.
 */
export async function disableRootPersistence(
  context: Context,
  cluster: Cluster,
  { pollIntervalMs, ...request }: RecycleRequest & Pick<WaitLimits, 'pollIntervalMs'>,
): Promise<boolean> {
  const { store } = context;
  const { intent, lease } = request;
  const { group, rootJournal } = await checkRecycle(context, cluster, request);
  if (rootJournal) throw rootPersistenceOff(rootJournal);
  if (!persistenceOf(group).rootDevice) return false;

  const journal: RootJournal = {
    kind: 'replace-root',
    group: group.id,
    ssi: intent.ssi,
    data: { target: intent.target, number: lease.number, sender: intent.sender },
    openedAt: new Date().toISOString(),
  };
  const other = await openRootJournal(store, journal);
  if (other) throw rootPersistenceOff(other);
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
        report(`${group}: root persistence is off for the recycle of ${ssi}`);
        return;
      }
      await clock.sleep(options.pollIntervalMs, signal);
    }
    throw refused(group, `requested ${maxAttempts} times, but the group does not show the change`);
  } catch (error) {
    if (mayBeOff)
      throw withFindings(error, await restoreRootPersistence(context, cluster, { ...options, groups: [group] }));
    await closeRootJournal(store, journal);
    throw error;
  }
}

const refused = (group: string, why: string, cause?: Error): EsgError =>
  new EsgError(`Refused: cannot turn off root persistence of ${group}: ${why}`, {
    code: 'root-persistence-refused',
    exitCode: ExitCode.refused,
    hint: 'Nothing was recycled. Check the group in the Spot console: Spot accepts no update while a deployment is in progress.',
    cause,
  });

const asRefusal = (group: string, error: Error): Error =>
  error instanceof SpotError && error.code === 'spot-refused' ? refused(group, error.message, error) : error;
