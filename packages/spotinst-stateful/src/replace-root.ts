import { EsgError, ExitCode } from '@esg-recycler/core';
import { persistenceOf, SpotError } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf } from './cluster.ts';
import type { Context, Patience } from './context.ts';
import { checkRecycle, checkStop, type RecycleRequest } from './guard.ts';
import { checkLease } from './lease-check.ts';
import { closeRootJournal, openRootJournal, type RootJournal, rootPatch } from './root-records.ts';

/** How often it is asked for while answers are lost, or the group does not show it. */
const maxAttempts = 3;

/**
 * Turns the persistence of the group's root volumes off, for the recycle that is requested next: only then does that
 * launch the group's image. From here until it is put back, whatever Spot replaces loses its root volume; so all that
 * may stand against the recycle is looked at before, and again after. It is on record before it is requested.
 *
 * Source: spotinst/help, elastigroup/features/z-stateful-instance/persist-root-volume.md.
 *
 * @throws EsgError what {@link checkRecycle} throws; 4 `lease-lost`; 130 `stopped`; 3 `root-persistence-refused`. Where
 * it may be off nevertheless, its journal stays open.
 */
export async function giveUpRoot(
  context: Context,
  cluster: Cluster,
  { pollIntervalMs, ...request }: RecycleRequest & Pick<Patience, 'pollIntervalMs'>,
): Promise<void> {
  const { store, clock, report, signal } = context;
  const { intent, lease } = request;
  const { client } = cluster.own;
  const { group } = await checkRecycle(context, cluster, request);
  const previous = persistenceOf(group);
  if (!previous.rootDevice) return;

  const journal: RootJournal = {
    kind: 'replace-root',
    group: group.id,
    ssi: intent.ssi,
    data: { previous, target: intent.target, number: lease.number },
    openedAt: new Date().toISOString(),
  };
  const beforeSend = async (): Promise<void> => {
    await checkLease(context, lease, groupIdsOf(cluster));
    checkStop(signal);
    await openRootJournal(store, journal);
  };
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const error: unknown = await client.updateGroup(group.id, rootPatch(false), { beforeSend }).catch((why) => why);
    if (error instanceof Error && !(error instanceof SpotError && error.outcome === 'unknown')) {
      if (attempt === 1) await closeRootJournal(store, journal);
      throw asRefusal(group.id, error);
    }
    if (!persistenceOf(await client.getGroup(group.id)).rootDevice) {
      report(`${group.id}: root volumes are not persisted now, for the recycle of ${intent.ssi}`);
      return;
    }
    await clock.sleep(pollIntervalMs, signal);
  }
  throw refused(group.id, 'it was asked for, and the group does not show it');
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
