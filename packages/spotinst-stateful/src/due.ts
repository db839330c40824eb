import { parseSpotTime, type StatefulInstance } from '@esg-recycler/spotinst-client';

export interface DueCriteria {
  /** The image that the group launches; null when it names none. */
  target: string | null;
  /** Milliseconds; an instance launched earlier is due whatever its image. */
  since?: number;
}

/**
 * Whether an instance is to be recycled: its image differs from the target, or it was launched before `since`.
 *
 * @returns null when Spot does not say enough to tell: an unknown image alone never makes an instance due
 */
export function isDue(
  { imageId, launchedAt }: Pick<StatefulInstance, 'imageId' | 'launchedAt'>,
  { target, since }: DueCriteria,
): boolean | null {
  const isImageKnown = imageId !== null && target !== null;
  if (isImageKnown && imageId !== target) return true;
  if (since === undefined) return isImageKnown ? false : null;
  const launched = launchedAt === null ? null : parseSpotTime(launchedAt);
  return launched === null ? null : launched < since;
}
