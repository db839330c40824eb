import { parseSpotTime, type StatefulInstance } from '@esg-recycler/spotinst-client';
import type { RootReplacement } from '../records/root-records.ts';

export interface DueCriteria {
  /** The image of the group; null when it has none. */
  target: string | null;
  /** Milliseconds since 1970; an instance launched earlier is due, whatever its image. */
  since?: number;
  /**
   * Set when persisted root volumes are to be replaced: the verified replacements. Spot registers a new image for such an
   * instance at each pause, so an image other than the target does not show that it is due.
   */
  replaceRoot?: readonly RootReplacement[];
}

/** EC2 never reuses an instance id, so the same id means the same root volume. */
const isReplaced = (
  { id, instanceId }: Pick<StatefulInstance, 'id' | 'instanceId'>,
  { target, replaceRoot = [] }: DueCriteria,
): boolean =>
  instanceId !== null &&
  replaceRoot.some((one) => one.ssi === id && one.target === target && one.instanceId === instanceId);

/**
 * Whether an instance needs a recycle: its image differs from the target, or it was launched before `since`.
 *
 * @returns null when Spot does not report enough; an unknown image alone never makes an instance due
 */
export function isDue(
  instance: Pick<StatefulInstance, 'id' | 'instanceId' | 'imageId' | 'launchedAt'>,
  criteria: DueCriteria,
): boolean | null {
  const { imageId, launchedAt } = instance;
  const { target, since, replaceRoot } = criteria;
  const isImageKnown = target !== null && (imageId !== null || replaceRoot !== undefined);
  if (isImageKnown && imageId !== target && !isReplaced(instance, criteria)) return true;
  if (since === undefined) return isImageKnown ? false : null;
  const launched = launchedAt === null ? null : parseSpotTime(launchedAt);
  return launched === null ? null : launched < since;
}
