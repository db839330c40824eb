import { EsgError, ExitCode } from '@esg-recycler/core';
import { imageOf, SpotError } from '@esg-recycler/spotinst-client';
import type { Member } from '../cluster/cluster.ts';
import { freezeTag } from '../rules/freeze.ts';

/** The image of one group to set. */
export interface ImageChange {
  /** The id of the group. */
  group: string;
  /** The image that the group had when the change was planned; null when it had none. */
  before: string | null;
  image: string;
}

/** Somebody else has changed the image after the plan. */
export class ImageMoved extends EsgError {
  constructor({ group, before, image }: ImageChange, now: string | null) {
    super(`The image of ${group} changed from ${before ?? 'none'} to ${now ?? 'none'} after the plan`, {
      code: 'target-changed',
      exitCode: ExitCode.refused,
      hint: `Somebody else changed the image of the group. Find out who, then run the same command again to set ${image}.`,
    });
  }
}

/** Somebody has frozen the cluster after the plan. */
export class ImageFrozen extends EsgError {
  constructor(group: string) {
    super(`${group} has the tag ${freezeTag}`, {
      code: 'frozen',
      exitCode: ExitCode.refused,
      hint: `Once the reason is gone, remove the tag ${freezeTag} from the group.`,
    });
  }
}

/** The image of each group now, for people: `sig-1 has ami-new, sig-2 has ami-old`. */
async function describeImages(members: readonly Member[], changes: readonly ImageChange[]): Promise<string> {
  const reads = changes.map(async (change) => {
    const member = members.find(({ group }) => group.id === change.group);
    const read = await member?.client.getGroup(change.group).catch(() => undefined);
    return read ? `${change.group} has ${imageOf(read) ?? 'no image'}` : `${change.group} cannot be read`;
  });
  return (await Promise.all(reads)).join(', ');
}

/** Spot refuses an update of the group: the page of this error explains it, not that of the request. */
const isRefusal = (error: Error): boolean => error instanceof SpotError && error.code === 'spot-refused';

const whyOf = (error: Error, { group, image }: ImageChange): string =>
  error instanceof ImageMoved || error instanceof ImageFrozen
    ? error.message
    : `Cannot set the image ${image} on ${group}: ${error.message}`;

/**
 * The error that ends a run because the image of a group was not set. It names the image of every group.
 *
 * @param wasChanged whether this run may have changed the image of any group
 */
export async function imageNotSet(
  members: readonly Member[],
  changes: readonly ImageChange[],
  change: ImageChange,
  error: Error,
  wasChanged: boolean,
): Promise<EsgError> {
  const words = await describeImages(members, changes);
  const own = error instanceof EsgError && !isRefusal(error) ? error : undefined;
  const hint = own?.hint ?? 'Spot accepts no update while a deployment is in progress: check the group in the console';
  const next = 'Then run the same command again: it continues with the groups that do not have the image yet';
  return new EsgError(`${whyOf(error, change)}. No instance was recycled: ${words}`, {
    code: own?.code ?? 'image-not-set',
    exitCode: !wasChanged || own?.exitCode === ExitCode.stopped ? (own?.exitCode ?? ExitCode.refused) : ExitCode.failed,
    hint: !wasChanged ? hint : `${hint.replace(/[.\s]+$/, '')}. ${next}`,
    cause: error,
  });
}
