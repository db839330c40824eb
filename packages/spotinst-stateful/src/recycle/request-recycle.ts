import { SpotError } from '@esg-recycler/spotinst-client';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { guardRecycle, type RecycleRequest } from '../guard/guard.ts';
import { closeIntent, markAccepted } from '../records/intents.ts';
import { putRootsBack } from '../root/put-root-back.ts';
import { giveUpRoot } from '../root/replace-root.ts';
import { withFindings } from '../rules/with-findings.ts';

type Request = RecycleRequest & Pick<WaitLimits, 'pollIntervalMs'>;

/** How often a request is sent that Spot's rate limit refuses; each waits until the limit lets it through. */
const maxAttempts = 3;

const isRateLimited = (error: unknown): boolean =>
  error instanceof SpotError && error.code === 'spot-rate-limited' && error.outcome === 'refused';

/**
 * Requests a recycle, once, right after the guard let it through. When it throws, Spot did not accept it, no intent is
 * left, and the persistence of the root volume is put back where it was given up.
 *
 * @returns the error when the answer was lost, so that the request may have been accepted
 */
export async function requestRecycle(context: Context, cluster: Cluster, request: Request): Promise<Error | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await requestOnce(context, cluster, request);
    } catch (error) {
      if (!isRateLimited(error) || attempt === maxAttempts) throw error;
      context.report(`${request.intent.ssi}: waiting for Spot's rate limit`);
    }
  }
}

async function requestOnce(context: Context, cluster: Cluster, request: Request): Promise<Error | undefined> {
  const { intent } = request;
  const { signal } = context;
  let [isSent, isRootGivenUp] = [false, false];
  const beforeSend = async (): Promise<void> => {
    isSent = false;
    if (intent.replaceRoot) isRootGivenUp = await giveUpRoot(context, cluster, request);
    await guardRecycle(context, cluster, request);
    isSent = true;
  };
  try {
    await cluster.own.client.recycleStatefulInstance(intent.group, intent.ssi, { beforeSend, signal });
    await markAccepted(context.store, intent);
    return undefined;
  } catch (error) {
    const isCertain = error instanceof SpotError && error.outcome !== 'unknown';
    if (isSent && !isCertain) return error as Error;
    const left = isRootGivenUp ? await putRootsBack(context, cluster, { ...request, groups: [intent.group] }) : [];
    if (isSent) await closeIntent(context.store, intent);
    throw withFindings(error, left);
  }
}
