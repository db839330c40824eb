import type { Finding } from '@esg-recycler/core';
import { SpotError } from '@esg-recycler/spotinst-client';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { guardRecycle, type RecycleRequest } from '../guard/guard.ts';
import { closeIntent, markAccepted } from '../records/intents.ts';
import { refuseWhileRemaining } from './recover.ts';
import type { RepeatedCheck } from './repeat-check.ts';
import { restoreRootPersistence } from '../root/restore-root-persistence.ts';
import { disableRootPersistence } from '../root/disable-root-persistence.ts';
import { withFindings } from '../rules/with-findings.ts';

interface Request extends RecycleRequest, Pick<WaitLimits, 'pollIntervalMs'> {
  /** The check of the cluster, which a wait for the rate limit makes out of date. */
  check?: RepeatedCheck;
}

/** How often a request is sent that Spot's rate limit refuses; each attempt waits for the limit. */
const maxAttempts = 3;

const isRateLimited = (error: unknown): boolean =>
  error instanceof SpotError && error.code === 'spot-rate-limited' && error.outcome === 'refused';

/**
 * Requests a recycle once, right after the guard has passed. When it throws, Spot did not accept the request, no intent
 * remains, and root persistence is restored if it was turned off.
 *
 * @returns the error when the response was lost: Spot may have accepted the request
 */
export async function requestRecycle(context: Context, cluster: Cluster, request: Request): Promise<Error | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    context.stopFile?.watch();
    try {
      return await requestOnce(context, cluster, request, attempt > 1);
    } catch (error) {
      if (!isRateLimited(error) || attempt === maxAttempts) throw error;
      context.report(`${request.intent.ssi}: waiting for Spot's rate limit`);
    }
  }
}

async function requestOnce(
  context: Context,
  cluster: Cluster,
  request: Request,
  isRepeated: boolean,
): Promise<Error | undefined> {
  const { intent, check } = request;
  const { signal } = context;
  let [isSent, isRootDisabled] = [false, false];
  const restore = (): Promise<Finding[]> =>
    restoreRootPersistence(context, cluster, { ...request, groups: [intent.group] });
  const prepare = async (isOutOfDate: boolean): Promise<void> => {
    // The check may wait, which nothing does while root persistence is off.
    if (isRootDisabled) refuseWhileRemaining(await restore());
    isRootDisabled = false;
    await check?.renew(isOutOfDate);
    if (intent.replaceRoot) isRootDisabled = await disableRootPersistence(context, cluster, request);
  };
  const beforeSend = async (): Promise<void> => {
    isSent = false;
    await prepare(isRepeated);
    await guardRecycle(context, cluster, request, { check, again: () => prepare(true) });
    isSent = true;
  };
  try {
    await cluster.own.client.recycleStatefulInstance(intent.group, intent.ssi, { beforeSend, signal });
    await markAccepted(context.store, intent);
    return undefined;
  } catch (error) {
    const isCertain = error instanceof SpotError && error.outcome !== 'unknown';
    if (isSent && !isCertain) return error as Error;
    const left = isRootDisabled ? await restore() : [];
    if (isSent) await closeIntent(context.store, intent);
    throw withFindings(error, left);
  }
}
