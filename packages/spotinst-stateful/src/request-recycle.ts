import type { LeaseToken } from '@esg-recycler/esg-store';
import { SpotError } from '@esg-recycler/spotinst-client';
import type { Cluster } from './cluster.ts';
import type { Context } from './context.ts';
import { guardRecycle } from './guard.ts';
import { closeIntent, type RecycleIntent } from './intents.ts';

/**
 * Requests a recycle, once, right after the guard let it through. When it throws, Spot did not accept it and no
 * intent is left.
 *
 * @returns the error when the answer was lost, so that the request may have been accepted
 */
export async function requestRecycle(
  context: Context,
  cluster: Cluster,
  { intent, since, lease }: { intent: RecycleIntent; since?: number; lease: LeaseToken },
): Promise<Error | undefined> {
  let isSent = false;
  const beforeSend = async (): Promise<void> => {
    isSent = false;
    await guardRecycle(context, cluster, { intent, since, lease });
    isSent = true;
  };
  try {
    await cluster.own.client.recycleStatefulInstance(intent.group, intent.ssi, { beforeSend });
    return undefined;
  } catch (error) {
    const isCertain = error instanceof SpotError && error.outcome !== 'unknown';
    if (isSent && !isCertain) return error as Error;
    await closeIntent(context.store, intent);
    throw error;
  }
}
