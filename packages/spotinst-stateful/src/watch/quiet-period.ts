import { EsgError, ExitCode, type Finding, formatDuration } from '@esg-recycler/core';
import type { LeaseToken, SeenInstance } from '@esg-recycler/esg-store';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { follow } from './follow.ts';
import { checkStop } from '../check-stop.ts';
import { isStanding } from '../rules/not-active.ts';
import { checkWatchFits } from './first-watch.ts';
import { settleTime } from './settle.ts';
import { isSameInstance, type Sighting } from './sighting.ts';
import { type ClusterRead, endWatch, readCluster, unsettledRead } from '../lease/lease-session.ts';

/** Into how many pauses the settle time is divided. */
const readsWhileStill = 4;

type ClusterSighting = Sighting<ClusterRead>;

const instancesOf = (read: ClusterRead): SeenInstance[] => [...read.values()].flat();

/** Whether two reads of a cluster show the same instances, each of them as it was. */
function isSameRead(one: ClusterRead, other: ClusterRead): boolean {
  const [left, right] = [instancesOf(one), instancesOf(other)];
  return left.length === right.length && left.every((instance, index) => isSameInstance(instance, right[index]));
}

/** What to show of a read: whatever differs from how it began, and whatever is on its way. */
const restless = (first: readonly SeenInstance[], read: ClusterRead): SeenInstance[] =>
  instancesOf(read).filter(
    (instance) =>
      !isStanding(instance.state) ||
      !isSameInstance(
        first.find(({ id }) => id === instance.id),
        instance,
      ),
  );

function unsettled(last: ClusterSighting | undefined, { name }: Cluster, timeoutMs: number): EsgError {
  const moving = last ? instancesOf(last.seen).filter(({ state }) => !isStanding(state)) : [];
  const states = moving.map(({ id, state }) => `${id} is ${state}`).join(', ');
  const message = `cluster ${name} kept changing for ${formatDuration(timeoutMs)} (--timeout): ${states || 'instances were replaced meanwhile'}`;
  const hint =
    'Somebody else may be rolling it, or Spot replaces instances: see the log of the group in the Spot console. Once it is at rest, run the same command again.';
  const findings = moving.map(({ id, state }): Finding => ({
    code: 'cluster-unsettled',
    severity: 'block',
    subject: id,
    message: `${id} is ${state}`,
  }));
  return new EsgError(`Refused: ${message}`, { code: 'cluster-unsettled', exitCode: ExitCode.refused, hint, findings });
}

/** The instances as the watch began with them, and as they stood when it was over. */
export interface QuietPeriod {
  before: SeenInstance[];
  after: SeenInstance[];
}

/**
 * Rules out, before the first request of a tenure that found no clean end, that a request which is not on record is
 * under way: waits until every instance of the cluster stands, and has read the same for the settle time. What changes
 * meanwhile, or has changed since the tenure began, is waited for. All of the settle time is waited here: how long ago
 * another process began the tenure only the wall clock could tell, and that may be set.
 *
 * @returns undefined when there was nothing to rule out
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
    `no clean end is on record for cluster ${cluster.name}: watching it for ${duration} before anything is requested`,
  );

  const { verdict, last } = await follow<ClusterRead, 'still'>({
    clock,
    signal,
    // What happens in between leaves another EC2 instance or state behind, so a few reads show it.
    pollIntervalMs: settleMs / readsWhileStill,
    timeoutMs,
    earlier: { seen: first, since, at: since, reads: 1 },
    read: (giveUp) => readCluster(cluster, giveUp),
    isSame: isSameRead,
    decide: ({ seen, since: from, at }) =>
      at - from >= settleMs && instancesOf(seen).every(({ state }) => isStanding(state)) ? 'still' : undefined,
    onChange({ seen }) {
      const changes = restless(instancesOf(first), seen);
      emit('cluster_watched', subject, {
        seconds: settleMs / 1000,
        changes: changes.map(({ id, state, instanceId }) => ({ ssi: id, state, instanceId })),
      });
      for (const { id, state, instanceId } of changes) {
        report(`${id} is ${state}${instanceId ? ` as ${instanceId}` : ''}, without a request on record`);
      }
    },
    onReadError: ({ message }) => report(`still watching, though Spot cannot be read: ${message}`),
  });
  checkStop(signal);
  if (verdict !== 'still' || !last) throw unsettled(last, cluster, timeoutMs);
  await endWatch(store, last.seen, lease);
  return { before: instancesOf(first), after: instancesOf(last.seen) };
}
