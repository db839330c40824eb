import type { Intent, Owner, InstanceSnapshot, Store } from '@esg-recycler/esg-store';

/** An intent with all of the instance that is to go, so that a later start can prove the recycle. */
export type RecycleIntent = Intent &
  InstanceSnapshot & {
    /** Every group of the cluster, as far as the process knew that requested it. */
    groups?: readonly string[];
    /** Whether the persisted root volume is given up for it. */
    replaceRoot?: boolean;
    /** The process that is to send it: as long as that exists it may, whatever became of its lease. */
    sender?: Owner;
  };

/** With the fencing number: a process that lost its lease can never overwrite the intent of the next holder. */
const keyOf = ({ ssi, number }: Intent): string => `${ssi}:${number}`;

const isAbout = ({ group, groups: cluster = [] }: RecycleIntent, groups: readonly string[]): boolean =>
  [group, ...cluster].some((id) => groups.includes(id));

/** @returns the recycle of the same cluster that is open already; nothing is written then */
export const openIntent = ({ intents }: Store, intent: RecycleIntent): Promise<RecycleIntent | undefined> =>
  intents.putUnless(keyOf(intent), intent, (other) =>
    isAbout(other as RecycleIntent, [intent.group, ...(intent.groups ?? [])]),
  ) as Promise<RecycleIntent | undefined>;

/** Spot has said that it accepts: from now on only its timeout makes an unchanged instance believable. */
export const markAccepted = ({ intents }: Store, intent: RecycleIntent): Promise<void> =>
  intents.put(keyOf(intent), { ...intent, acceptedAt: new Date().toISOString() });

export const closeIntent = ({ intents }: Store, intent: Intent): Promise<void> => intents.delete(keyOf(intent));

/**
 * The recycles that were requested, or may have been, and whose end is not on record: in these groups, and in whatever
 * other groups the process that requested them knew to be of their cluster.
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
