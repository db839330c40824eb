import { stopwatch } from '@esg-recycler/core';
import { ownerOf, type LeaseToken } from '@esg-recycler/esg-store';
import { imageOf, SpotError } from '@esg-recycler/spotinst-client';
import { checkStop } from '../check-stop.ts';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { checkLease } from '../lease/lease-check.ts';
import { closeImageJournal, type ImageJournal, imagePatch, openImageJournal } from '../records/image-journal.ts';
import { freezeOf } from '../rules/freeze.ts';
import { applySuspensions } from '../suspensions/suspensions.ts';
import { awaitQuietPeriod } from '../watch/quiet-period.ts';
import { followImage } from './follow-image.ts';
import { type ImageChange, ImageFrozen, ImageMoved, imageNotSet } from './image-errors.ts';

export interface SetImagesOptions extends WaitLimits {
  lease: LeaseToken;
  changes: readonly ImageChange[];
  /** The run that sets them, for the records. */
  run?: string;
  /** Called right before each request, because minutes may have passed. An error that it throws prevents the request. */
  checkAgain?: () => Promise<void>;
}

/** How often an update is sent whose response is lost and that turns out not to have been accepted. */
const maxAttempts = 3;

/** What the steps share. */
interface Setting extends SetImagesOptions {
  /** The groups whose image this call may have changed. */
  touched: Set<string>;
}

/** An update that was sent, or was not needed. */
interface Sent {
  change: ImageChange;
  journal: ImageJournal;
}

/**
 * Sets the images of groups before the first recycle: after the cluster is marked in Spot and quiet, each recorded before
 * it is requested, and read back until Spot shows it for the settle time. A group that has the image already is only read.
 *
 * @throws EsgError `image-not-set`, exit code 3 when no image was changed, else 1; `target-changed` when somebody else
 * changed an image; `frozen` when the group has the freeze tag by now; 4 `lease-lost`, `rolled-elsewhere`; 130 `stopped`. The message names the image of every group.
 */
export async function setImages(context: Context, cluster: Cluster, options: SetImagesOptions): Promise<void> {
  const { lease, changes, timeoutMs, pollIntervalMs } = options;
  if (changes.length === 0) return;
  const limits = { timeoutMs, pollIntervalMs };
  await applySuspensions(context, cluster, { lease, ...limits }, () =>
    awaitQuietPeriod(context, cluster, { lease, ...limits }),
  );
  const setting: Setting = { ...options, touched: new Set() };
  let left = [...changes];
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const sent: Sent[] = [];
    for (const change of left) sent.push(await send(context, cluster, change, setting));
    const isSet = await Promise.all(sent.map((one) => confirm(context, cluster, one, setting)));
    left = left.filter((_, index) => isSet[index] !== true);
    const [first] = left;
    if (first && attempt === maxAttempts) {
      const error = new Error(`requested ${maxAttempts} times, but the group does not show the change`);
      throw await imageNotSet(cluster.members, changes, first, error, setting.touched.size > 0);
    }
  }
}

const memberOf = ({ members }: Cluster, id: string) => {
  const member = members.find(({ group }) => group.id === id);
  if (!member) throw new Error(`${id} is not a group of this cluster`);
  return member;
};

/** Requests the change of one group, unless it has the image already. */
async function send(
  context: Context,
  cluster: Cluster,
  change: ImageChange,
  { lease, changes, run, checkAgain, touched }: Setting,
): Promise<Sent> {
  const { clock, requestTimeoutMs, store, signal } = context;
  const { group, before, image } = change;
  const { client } = memberOf(cluster, group);
  const journal: ImageJournal = {
    kind: 'set-image',
    group,
    data: { before, image, number: lease.number, sender: ownerOf(), ...(run !== undefined && { run }) },
    openedAt: new Date().toISOString(),
  };
  const requested = (lost?: string): void =>
    context.emit(
      'image_requested',
      { cluster: cluster.name, esg: group },
      { before, image, ...(lost !== undefined && { lost }) },
    );
  let isSent = false;
  const check = async (): Promise<void> => {
    const age = stopwatch(clock);
    const current = await client.getGroup(group, { signal });
    const now = imageOf(current);
    if (now !== image && now !== before) throw new ImageMoved(change, now);
    // Somebody may have frozen the cluster during the wait before.
    if (freezeOf(current) !== undefined) throw new ImageFrozen(group);
    await checkAgain?.();
    await checkLease(context, lease, groupIdsOf(cluster));
    checkStop(signal);
    if (age() > requestTimeoutMs) return check();
    isSent = true;
    touched.add(group);
  };
  try {
    if (imageOf(await client.getGroup(group, { signal })) === image) return { change, journal };
    await openImageJournal(store, journal);
    await client.updateGroup(group, imagePatch(image), { beforeSend: check });
    requested();
  } catch (error) {
    const isLost = isSent && !(error instanceof SpotError && error.outcome !== 'unknown');
    if (isLost) {
      requested((error as Error).message);
      return { change, journal };
    }
    if (isSent) touched.delete(group);
    await closeImageJournal(store, journal);
    throw await imageNotSet(cluster.members, changes, change, error as Error, touched.size > 0);
  }
  return { change, journal };
}

/** @returns whether the group has the image; otherwise Spot did not accept the update */
async function confirm(
  context: Context,
  cluster: Cluster,
  { change, journal }: Sent,
  { changes, touched, ...options }: Setting,
): Promise<boolean> {
  try {
    const now = await followImage(context, memberOf(cluster, change.group), options);
    if (now !== change.image && now !== change.before) throw new ImageMoved(change, now);
    await closeImageJournal(context.store, journal);
    if (now === change.before) touched.delete(change.group);
    if (now !== change.image) return false;
    const { group: esg, before, image } = change;
    context.emit('image_set', { cluster: cluster.name, esg }, { before, image });
    return true;
  } catch (error) {
    // The journal stays open while the image is not known: the next run resolves it.
    if (error instanceof ImageMoved) await closeImageJournal(context.store, journal);
    throw await imageNotSet(cluster.members, changes, change, error as Error, touched.size > 0);
  }
}
