import type { Intent, Snapshot, Store } from '@esg-recycler/esg-store';
import type { Launch } from './evidence.ts';

/** An intent with all of the instance that is to go, so that a later start can prove the recycle. */
export type RecycleIntent = Intent & Snapshot;

/** With the fencing number: a process that lost its lease can never overwrite the intent of the next holder. */
const keyOf = ({ ssi, number }: Intent): string => `${ssi}:${number}`;

export const openIntent = ({ intents }: Store, intent: RecycleIntent): Promise<void> =>
  intents.put(keyOf(intent), intent);

export const closeIntent = ({ intents }: Store, intent: Intent): Promise<void> => intents.delete(keyOf(intent));

/** The recycles of these groups that were requested, or may have been, and whose end is not on record. */
export async function openIntentsOf({ intents }: Store, groups: readonly string[]): Promise<RecycleIntent[]> {
  const all = await intents.list();
  return all.map(({ value }) => value as RecycleIntent).filter(({ group }) => groups.includes(group));
}

/** What an intent, a result and a ledger keep of an instance. */
export const launchOf = ({ instanceId, imageId, privateIp, launchedAt, devices }: Launch): Launch => ({
  instanceId,
  imageId,
  privateIp,
  launchedAt,
  devices,
});
