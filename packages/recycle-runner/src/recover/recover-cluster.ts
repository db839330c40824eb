import type { Finding } from '@esg-recycler/core';
import {
  type Context,
  describeImage,
  type ImageJournal,
  imageJournalsOf,
  locateCluster,
  openIntentsOf,
  type WaitLimits,
  recover,
  type RecycleIntent,
  type ResolvedIntent,
  withLease,
} from '@esg-recycler/spotinst-stateful';
import { encodeLease } from '@esg-recycler/esg-store';
import { type RestoreResult, restoreHint } from '../ansible/restore-cluster.ts';
import { suspensionChanges, rootChanges } from './open-changes.ts';
import { findUnrecorded } from './unrecorded.ts';

/** The result of a recovery after interrupted runs. */
export interface ClusterRecovery {
  cluster: string;
  groups: string[];
  /** Recorded recycles without an end, and recorded changes that were not undone. */
  found: Finding[];
  done: Finding[];
  left: Finding[];
  /** Without a record: someone else may have made these changes, so they are only reported. */
  unrecorded: Finding[];
}

/** Restores the cluster itself, under the lease that the token names. */
interface Restoring {
  restore: (lease: string) => Promise<RestoreResult>;
}

/**
 * Waits for the end of every recorded recycle without one, and undoes what was changed for recycles; under the lease of
 * the cluster. Requests no recycle.
 *
 * @throws EsgError `lease-held`, exit code 4; `stopped`, exit code 130
 */
export async function recoverCluster(
  context: Context,
  esg: string,
  { restore, ...limits }: WaitLimits & Restoring,
): Promise<ClusterRecovery> {
  const { store } = context;
  const cluster = await locateCluster(context, esg);
  const groups = cluster.members.map(({ group }) => group.id);
  const readChanges = async () => [...(await rootChanges(store, groups)), ...(await suspensionChanges(store, groups))];

  const { intents, images, changes, recovery, restored } = await withLease(context, cluster, async (lease) => ({
    intents: await openIntentsOf(store, groups),
    images: await imageJournalsOf(store, groups),
    changes: await readChanges(),
    recovery: await recover(context, cluster, { ...limits, lease }),
    restored: await restore(encodeLease(lease)),
  }));
  // Releasing the lease resumed the suspended processes.
  const remaining = new Set((await readChanges()).map(({ key }) => key));
  const suspensionJournals = await suspensionChanges(store, groups);
  const ends = recovery.intents.map(describeEnd);
  return {
    cluster: cluster.name,
    groups,
    found: [...intents.map(describePending), ...images.map(describeChange), ...changes.map(({ open }) => open)],
    done: [
      ...ends.filter(({ severity }) => severity !== 'block'),
      ...recovery.images.map(describeImage),
      ...changes.filter(({ key }) => !remaining.has(key)).map((change) => change.restored),
      ...(restored.changed ? [describeRestored(cluster.name)] : []),
    ],
    left: [
      ...(restored.problem === undefined ? [] : [describeUnrestored(cluster.name, esg, restored.problem)]),
      ...ends.filter(({ severity }) => severity === 'block'),
      ...recovery.left,
      ...suspensionJournals.map(({ open }) => open),
    ],
    unrecorded: await findUnrecorded(cluster, new Set(changes.map(({ open }) => open.subject))),
  };
}

const describeRestored = (cluster: string): Finding => ({
  code: 'cluster-restored',
  severity: 'ok',
  subject: cluster,
  message: `${cluster}: restored the settings from before the recycle`,
});

const describeUnrestored = (cluster: string, esg: string, problem: string): Finding => ({
  code: 'restore-failed',
  severity: 'block',
  subject: cluster,
  message: problem,
  hint: restoreHint(esg),
});

const describePending = ({ ssi, requestedAt }: RecycleIntent): Finding => ({
  code: 'recycle-pending',
  severity: 'warn',
  subject: ssi,
  message: `the recycle of ${ssi} was requested at ${requestedAt}, and its end is not recorded`,
});

const describeChange = ({ group, openedAt, data: { image } }: ImageJournal): Finding => ({
  code: 'image-pending',
  severity: 'warn',
  subject: group,
  message: `a change of the image of ${group} to ${image} was requested at ${openedAt}, and its end is not recorded`,
});

/** Even a failed recycle needs no recovery once its end is known: the next run reads the instance again. */
function describeEnd({ intent: { ssi, instanceId }, outcome }: ResolvedIntent): Finding {
  if (outcome.is === 'failed') {
    const { code, message, hint, isOver } = outcome;
    return { code, severity: isOver ? 'warn' : 'block', subject: ssi, message, hint };
  }
  if (outcome.is === 'unchanged') {
    const message = `the recycle of ${ssi} was not accepted: it still runs on ${instanceId}`;
    return { code: 'recycle-not-accepted', severity: 'ok', subject: ssi, message };
  }
  const message = `the recycle of ${ssi} is verified: ${instanceId} was replaced by ${outcome.after.instanceId}`;
  return { code: 'recycle-proved', severity: 'ok', subject: ssi, message };
}
