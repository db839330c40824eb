import type { Finding } from '@esg-recycler/core';
import type { Cluster } from '../cluster/cluster.ts';
import { groupIdsOf } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { remainingSender, senderExists } from '../intents/sender.ts';
import { closeImageJournal, type ImageJournal, imageJournalsOf } from '../records/image-journal.ts';
import { followImage } from './follow-image.ts';

/** The image of a group after an interrupted change. */
export interface ResolvedImage {
  journal: ImageJournal;
  /** The image that the group has; null when it has none. */
  image: string | null;
}

/** The results of interrupted changes, and those that cannot be determined yet. */
export interface ResolvedImages {
  images: ResolvedImage[];
  left: Finding[];
}

/**
 * Finds out the result of every interrupted change of an image. Changes nothing: the next run sets the image that it
 * needs.
 */
export async function resolveImages(context: Context, cluster: Cluster, limits: WaitLimits): Promise<ResolvedImages> {
  const images: ResolvedImage[] = [];
  const left: Finding[] = [];
  for (const journal of await imageJournalsOf(context.store, groupIdsOf(cluster))) {
    const { group, data } = journal;
    const sender = await remainingSender(context, data.sender, limits);
    const member = cluster.members.find((one) => one.group.id === group);
    if (sender) left.push(senderExists(sender, group, `a change of the image of ${group} to ${data.image}`));
    if (sender || !member) continue;
    images.push({ journal, image: await followImage(context, member, limits) });
    await closeImageJournal(context.store, journal);
  }
  return { images, left };
}

/** What an interrupted change has led to. */
export function describeImage({ journal: { group, data }, image }: ResolvedImage): Finding {
  const { before } = data;
  const by = data.run === undefined ? '' : ` by run ${data.run}`;
  const about = { severity: 'ok', subject: group } as const;
  if (image === data.image)
    return {
      ...about,
      code: 'image-set',
      message: `the image of ${group} was changed${by} from ${before ?? 'none'} to ${image}`,
    };
  const message = `the change of the image of ${group} to ${data.image}${by} was not accepted: it has ${image ?? 'no image'}`;
  return { ...about, code: 'image-unchanged', message };
}
