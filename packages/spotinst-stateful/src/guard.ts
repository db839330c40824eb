import { EsgError, ExitCode } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { type Cluster, groupIdsOf, readSnapshot, selectInstance } from './cluster.ts';
import type { Context } from './context.ts';
import { judgeGroup, judgeInstance, refuseIfBlocked } from './findings.ts';
import { closeIntent, openIntent, openIntentsOf, type RecycleIntent } from './intents.ts';

const refused = (code: string, message: string, hint: string): EsgError =>
  new EsgError(`Refused: ${message}`, { code, exitCode: ExitCode.refused, hint });

/** @throws EsgError `stopped`, exit code 130 */
export function checkStop(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new EsgError('Stopped before anything was requested', {
    code: 'stopped',
    exitCode: ExitCode.stopped,
    hint: 'Nothing was touched.',
  });
}

/**
 * The last thing before a recycle goes on the wire. It reads everything afresh, whatever was read before, writes the
 * intent, and asks for the lease last, for reading takes time. Whatever it throws, nothing was sent and no intent of
 * this request is left.
 *
 * @param intent what is about to be requested, with the instance as it was inspected
 */
export async function guardRecycle(
  context: Context,
  cluster: Cluster,
  { intent, since, lease }: { intent: RecycleIntent; since?: number; lease: LeaseToken },
): Promise<void> {
  const { store, signal, requestTimeoutMs } = context;
  const groups = groupIdsOf(cluster);
  checkStop(signal);

  const pending = (await openIntentsOf(store, groups)).find(
    ({ ssi, number }) => ssi !== intent.ssi || number !== intent.number,
  );
  if (pending) {
    const message = `a recycle of ${pending.ssi} was requested at ${pending.requestedAt} and may still be under way`;
    throw refused('recycle-pending', message, 'Run the same again later: it waits for the end of that recycle first.');
  }

  const snapshot = await readSnapshot(cluster, { target: intent.target, since, intents: [] });
  const instance = selectInstance(snapshot, intent.ssi);
  refuseIfBlocked([...judgeGroup(snapshot), ...judgeInstance(instance, snapshot)]);
  if (instance.instanceId !== intent.instanceId || instance.launchedAt !== intent.launchedAt) {
    const message = `${intent.ssi} was replaced meanwhile: ${intent.instanceId} is now ${instance.instanceId}`;
    throw refused('instance-changed', message, 'Run the same again: it starts from the new instance.');
  }

  await openIntent(store, intent);
  try {
    await store.leases.verify(lease, groups, { remainingMs: requestTimeoutMs });
    checkStop(signal);
  } catch (error) {
    await closeIntent(store, intent);
    throw error;
  }
}
