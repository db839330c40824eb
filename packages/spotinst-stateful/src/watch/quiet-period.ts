import { EsgError, ExitCode, type Finding, formatDuration } from '@esg-recycler/core';
import type { LeaseToken, SeenInstance } from '@esg-recycler/esg-store';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { follow } from './follow.ts';
import { checkStop } from '../check-stop.ts';
import { isStable } from '../rules/not-active.ts';
import { checkWatchFits } from './first-watch.ts';
import { settleTime } from './settle.ts';
import { isSameInstance, type Observation } from './observation.ts';
import { type ClusterRead, endWatch, readCluster, unsettledRead } from '../lease/lease-session.ts';

/** How many times the cluster is read during the settle time. */
const readsPerSettleTime = 4;

type ClusterObservation = Observation<ClusterRead>;

const instancesOf = (read: ClusterRead): SeenInstance[] => [...read.values()].flat();

/** Whether two reads of a cluster show the same instances, unchanged. */
function isSameRead(one: ClusterRead, other: ClusterRead): boolean {
  const [left, right] = [instancesOf(one), instancesOf(other)];
  return left.length === right.length && left.every((instance, index) => isSameInstance(instance, right[index]));
}

/** The instances to report of a read: those that differ from the first read, and those in a transient state. */
const changesSince = (first: readonly SeenInstance[], read: ClusterRead): SeenInstance[] =>
  instancesOf(read).filter(
    (instance) =>
      !isStable(instance.state) ||
      !isSameInstance(
        first.find(({ id }) => id === instance.id),
        instance,
      ),
  );

function unsettled(last: ClusterObservation | undefined, { name }: Cluster, timeoutMs: number): EsgError {
  const moving = last ? instancesOf(last.seen).filter(({ state }) => !isStable(state)) : [];
  const states = moving.map(({ id, state }) => `${id} is ${state}`).join(', ');
  const message = `cluster ${name} kept changing for ${formatDuration(timeoutMs)} (--timeout): ${states || 'instances were replaced'}`;
  const hint =
    'Somebody else may be rolling the cluster, or Spot may be replacing instances: check the log of the group in the Spot console. Once nothing changes any more, run the same command again.';
  const findings = moving.map(({ id, state }): Finding => ({
    code: 'cluster-unsettled',
    severity: 'block',
    subject: id,
    message: `${id} is ${state}`,
  }));
  return new EsgError(`Refused: ${message}`, { code: 'cluster-unsettled', exitCode: ExitCode.refused, hint, findings });
}

/** The instances at the start and at the end of the quiet period. */
export interface QuietPeriod {
  before: SeenInstance[];
  after: SeenInstance[];
}

/**
 * Rules out requests without a record before the first request of a lease session that follows an interrupted run. Waits
 * until every instance of the cluster is in a stable state and unchanged for the settle time. Changes since the session
 * began count too. It always waits for the full settle time, because only the wall clock, which may be set, shows how
 * long ago another process began the session.
 *
 * @returns undefined when no quiet period is needed
 * @throws EsgError exit code 2 `timeout-short`; 3 `cluster-unsettled` after the timeout; 130 `stopped`
 */
export async function awaitQuietPeriod(
  context: Context,
  cluster: Cluster,
  { lease, pollIntervalMs, timeoutMs, ssi }: WaitLimits & { lease: LeaseToken; ssi?: string },
): Promise<QuietPeriod | undefined> {
  const { store, clock, signal, report, emit } = context;
  const first = await unsettledRead(store, groupIdsOf(cluster), lease);
  if (!first) return undefined;
  const settleMs = settleTime(pollIntervalMs, context);
  checkWatchFits(cluster.name, settleMs, timeoutMs);
  const subject = { cluster: cluster.name, esg: cluster.own.group.id, ssi };
  emit('cluster_watched', subject, { seconds: settleMs / 1000 });
  const since = clock.now();
  const duration = formatDuration(settleMs);
  report(
    `no finished run of cluster ${cluster.name} is recorded here: watching it for ${duration} before the first request`,
  );

  const { verdict, last } = await follow<ClusterRead, 'quiet'>({
    clock,
    signal,
    // A few reads are enough: a recycle in between would change the EC2 instance or the state.
    pollIntervalMs: settleMs / readsPerSettleTime,
    timeoutMs,
    earlier: { seen: first, since, at: since, reads: 1 },
    read: (giveUp) => readCluster(cluster, giveUp),
    isSame: isSameRead,
    decide: ({ seen, since: from, at }) =>
      at - from >= settleMs && instancesOf(seen).every(({ state }) => isStable(state)) ? 'quiet' : undefined,
    onChange({ seen }) {
      const changes = changesSince(instancesOf(first), seen);
      emit('cluster_watched', subject, {
        seconds: settleMs / 1000,
        changes: changes.map(({ id, state, instanceId }) => ({ ssi: id, state, instanceId })),
      });
      for (const { id, state, instanceId } of changes) {
        report(`${id} is ${state}${instanceId ? ` as ${instanceId}` : ''}, without a recorded request`);
      }
    },
    onReadError: ({ message }) => report(`still watching, but Spot cannot be read: ${message}`),
  });
  checkStop(signal);
  if (verdict !== 'quiet' || !last) throw unsettled(last, cluster, timeoutMs);
  await endWatch(store, last.seen, lease);
  return { before: instancesOf(first), after: instancesOf(last.seen) };
}
