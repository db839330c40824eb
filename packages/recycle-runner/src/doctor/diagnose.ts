import type { Finding } from '@esg-recycler/core';
import {
  type Context,
  locateCluster,
  openIntentsOf,
  type WaitLimits,
  recover,
  type RecycleIntent,
  type ResolvedIntent,
  withLease,
} from '@esg-recycler/spotinst-stateful';
import { encodeLease } from '@esg-recycler/esg-store';
import { type Restored, restoreHint } from '../ansible/restore-cluster.ts';
import { suspensionChanges, rootChanges } from './open-changes.ts';
import { seeUnrecorded } from './unrecorded.ts';

/** What a look after runs that did not live to clean up came to. */
export interface Diagnosis {
  cluster: string;
  groups: string[];
  /** What was on record as not ended, or not put back. */
  found: Finding[];
  done: Finding[];
  left: Finding[];
  /** What is on no record, and may be anybody's: left alone. */
  unrecorded: Finding[];
}

/**
 * Under the lease of a group's cluster: waits for the end of every recycle that is on record without one, and puts back
 * what was changed for recycles. Requests none.
 *
 * @throws EsgError `lease-held`, exit code 4; `stopped`, exit code 130
 */
export async function diagnose(
  context: Context,
  esg: string,
  { restore, ...limits }: WaitLimits & Restoring,
): Promise<Diagnosis> {
  const { store } = context;
  const cluster = await locateCluster(context, esg);
  const groups = cluster.members.map(({ group }) => group.id);
  const readChanges = async () => [...(await rootChanges(store, groups)), ...(await suspensionChanges(store, groups))];

  const { intents, changes, recovery, restored } = await withLease(context, cluster, async (lease) => ({
    intents: await openIntentsOf(store, groups),
    changes: await readChanges(),
    recovery: await recover(context, cluster, { ...limits, lease }),
    restored: await restore(encodeLease(lease)),
  }));
  // With the lease, what is suspended was lifted.
  const remaining = new Set((await readChanges()).map(({ key }) => key));
  const suspensionJournals = await suspensionChanges(store, groups);
  const ends = recovery.intents.map(describeEnd);
  return {
    cluster: cluster.name,
    groups,
    found: [...intents.map(describePending), ...changes.map(({ open }) => open)],
    done: [
      ...ends.filter(({ severity }) => severity !== 'block'),
      ...changes.filter(({ key }) => !remaining.has(key)).map((change) => change.restored),
      ...(restored.changed ? [describeRestored(cluster.name)] : []),
    ],
    left: [
      ...(restored.problem === undefined ? [] : [describeUnrestored(cluster.name, esg, restored.problem)]),
      ...ends.filter(({ severity }) => severity === 'block'),
      ...recovery.left,
      ...suspensionJournals.map(({ open }) => open),
    ],
    unrecorded: await seeUnrecorded(cluster, new Set(changes.map(({ open }) => open.subject))),
  };
}

/** How what was prepared in the cluster itself is put back, under the lease that the token names. */
interface Restoring {
  restore: (lease: string) => Promise<Restored>;
}

const describeRestored = (cluster: string): Finding => ({
  code: 'cluster-restored',
  severity: 'ok',
  subject: cluster,
  message: `what was prepared in ${cluster} for an instance to leave is put back`,
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
  message: `a recycle of ${ssi} was requested at ${requestedAt} and its end is not on record`,
});

/** An end that is known is done with, even a bad one: the next roll reads the instance afresh. */
function describeEnd({ intent: { ssi, instanceId }, outcome }: ResolvedIntent): Finding {
  if (outcome.is === 'failed') {
    const { code, message, hint, isOver } = outcome;
    return { code, severity: isOver ? 'warn' : 'block', subject: ssi, message, hint };
  }
  if (outcome.is === 'unchanged') {
    const message = `the recycle of ${ssi} was not accepted: it runs on ${instanceId} as before`;
    return { code: 'recycle-not-accepted', severity: 'ok', subject: ssi, message };
  }
  const message = `the recycle of ${ssi} is proved: ${instanceId} was replaced by ${outcome.after.instanceId}`;
  return { code: 'recycle-proved', severity: 'ok', subject: ssi, message };
}
