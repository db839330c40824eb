import type { Intent, Owner, InstanceSnapshot, Store } from '@esg-recycler/esg-store';

/** An intent with the instance before its recycle, so that a later run can verify the recycle. */
export type RecycleIntent = Intent &
  InstanceSnapshot & {
    /** Every group of the cluster, as configured for the process that requested it. */
    groups?: readonly string[];
    /** Whether the recycle replaces a persisted root volume. */
    replaceRoot?: boolean;
    /** The process that sends the request: it may still do so while it exists, even after it lost its lease. */
    sender?: Owner;
  };

/** With the fencing number, so a process that lost its lease cannot overwrite the intent of the next holder. */
const keyOf = ({ ssi, number }: Intent): string => `${ssi}:${number}`;

const isAbout = ({ group, groups: cluster = [] }: RecycleIntent, groups: readonly string[]): boolean =>
  [group, ...cluster].some((id) => groups.includes(id));

/** @returns an open recycle of the same cluster, if there is one; then nothing is written */
export const openIntent = ({ intents }: Store, intent: RecycleIntent): Promise<RecycleIntent | undefined> =>
  intents.putUnless(keyOf(intent), intent, (other) =>
    isAbout(other as RecycleIntent, [intent.group, ...(intent.groups ?? [])]),
  ) as Promise<RecycleIntent | undefined>;

/** Records that Spot accepted the request: an unchanged instance then counts only after the timeout. */
export const markAccepted = ({ intents }: Store, intent: RecycleIntent): Promise<void> =>
  intents.put(keyOf(intent), { ...intent, acceptedAt: new Date().toISOString() });

export const closeIntent = ({ intents }: Store, intent: Intent): Promise<void> => intents.delete(keyOf(intent));

/**
 * The recycles that were or may have been requested, and have no recorded result: those of these groups, and those that
 * were requested for a cluster with one of these groups.
 */
export async function openIntentsOf(
  { intents }: Pick<Store, 'intents'>,
  groups: readonly string[],
): Promise<RecycleIntent[]> {
  const all = await intents.list();
  return all
    .map(({ value }) => value as RecycleIntent)
    .filter(({ group, groups: cluster = [] }) => [group, ...cluster].some((id) => groups.includes(id)));
}
