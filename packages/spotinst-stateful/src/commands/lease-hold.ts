import { EsgError, ExitCode, parseDuration } from '@esg-recycler/core';
import { encodeLease, keepLease, type Lease, type Owner, ownerIsGone, ownerOf } from '@esg-recycler/esg-store';
import { setTimeout as delay } from 'node:timers/promises';
import { asLeased, type Cluster, groupIdsOf, locateCluster } from '../cluster/cluster.ts';
import { liftSuspensions } from '../suspensions/lift-suspensions.ts';
import { leaseTime } from '../under-lease/with-lease.ts';
import { isRenewed } from '../lease/renewal.ts';
import { beginLeaseSession, endLeaseSession } from '../lease/lease-session.ts';
import { type GroupArguments, settingsOf } from './arguments.ts';
import { report, type StatefulSession, withSession, withStopSignal } from '../session.ts';

export interface LeaseHoldArguments extends GroupArguments {
  owner: string;
  ttl?: string;
}

const ownerCheckMs = 500;

/** Prints one line at once: the parent process waits for it. */
const printLease = (lease: Lease, cluster: Cluster): void => {
  process.stdout.write(`${JSON.stringify({ lease, token: encodeLease(lease, asLeased(cluster)) })}\n`);
};

/** Takes the cluster's lease for another process, and renews it until that process ends or this one is stopped. */
export async function leaseHold(options: LeaseHoldArguments): Promise<void> {
  const owner = ownerOf(parsePid(options.owner));
  await withSession(settingsOf(options), (session) =>
    withStopSignal((signal) => takeAndHold(session, owner, options, signal)),
  );
}

async function takeAndHold(
  session: StatefulSession,
  owner: Owner,
  { esg, ttl }: LeaseHoldArguments,
  signal: AbortSignal,
): Promise<void> {
  const { settings, clients, store } = session;
  const ttlMs = ttl ? parseDuration(ttl, '--ttl') : leaseTime(settings.timeoutMs);
  const cluster = await locateCluster({ clients, clusters: settings.clusters }, esg);
  const groups = groupIdsOf(cluster);
  const earlier = await store.leases.show(groups);
  const lease = await store.leases.acquire(groups, { owner, ttlMs });
  const isHeldAlready = earlier.some((held) => held.number === lease.number && isRenewed(held));
  if (isHeldAlready) printLease(lease, cluster);
  else await hold(session, cluster, lease, signal);
}

async function hold(
  { settings, store }: StatefulSession,
  cluster: Cluster,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { leases } = store;
  const lost = new AbortController();
  const keeper = keepLease(leases, lease, (error) => lost.abort(error));
  const ended = AbortSignal.any([signal, lost.signal]);
  try {
    await beginLeaseSession(store, cluster, lease);
    printLease(lease, cluster);
    while (!ended.aborted && !ownerIsGone(lease.owner)) {
      await delay(ownerCheckMs, undefined, { signal: ended }).catch(() => {});
    }
    await liftSuspensions({ store, requestTimeoutMs: settings.timeoutMs, report }, cluster, lease);
  } finally {
    await endLeaseSession(store, groupIdsOf(cluster), lease);
    await keeper.stop();
    await leases.release(lease);
  }
  if (!ownerIsGone(lease.owner)) lost.signal.throwIfAborted();
}

function parsePid(text: string): number {
  const pid = Number(text);
  if (Number.isSafeInteger(pid) && pid > 0) return pid;
  throw new EsgError(`--owner: ${JSON.stringify(text)} is not a process id`, {
    code: 'owner-invalid',
    exitCode: ExitCode.usage,
    hint: 'Set --owner to the process id of the lease owner, for example: --owner $$',
  });
}
