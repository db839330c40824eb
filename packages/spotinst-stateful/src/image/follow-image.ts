import { imageOf, SpotError } from '@esg-recycler/spotinst-client';
import { checkStop } from '../check-stop.ts';
import type { Member } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { settleTime } from '../watch/settle.ts';

/**
 * Reads a group until its image has stayed the same for the settle time, because a read may lag behind a change.
 *
 * @returns the image; null when the group has none
 * @throws SpotError the last error, when the group cannot be read until the timeout
 */
export async function followImage(
  context: Context,
  { client, group: { id: esg } }: Member,
  { pollIntervalMs, timeoutMs }: WaitLimits,
): Promise<string | null> {
  const { clock, signal, emit } = context;
  const settleMs = settleTime(pollIntervalMs, context);
  const startedAt = clock.now();
  let shown: { image: string | null; since: number } | undefined;
  let isReported = false;
  for (;;) {
    checkStop(signal);
    try {
      const image = imageOf(await client.getGroup(esg, { signal }));
      if (shown?.image !== image) shown = { image, since: clock.now() };
      if (clock.now() - shown.since >= settleMs) return shown.image;
    } catch (error) {
      if (!(error instanceof SpotError) || !error.transient) throw error;
      if (clock.now() - startedAt >= timeoutMs) throw error;
      const until = new Date(Date.now() + timeoutMs - (clock.now() - startedAt)).toISOString();
      if (!isReported) emit('spot_unreachable', { esg }, { error: error.message, until });
      isReported = true;
    }
    await clock.sleep(pollIntervalMs, signal);
  }
}
