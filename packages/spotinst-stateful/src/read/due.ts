import { parseSpotTime, type StatefulInstance } from '@esg-recycler/spotinst-client';
import type { RootReplacement } from '../records/root-records.ts';

export interface DueCriteria {
  /** The image that the group launches; null when it names none. */
  target: string | null;
  /** Milliseconds; an instance launched earlier is due whatever its image. */
  since?: number;
  /**
   * Given where the group persists its root volumes and they are to be replaced: the proved replacements. Spot then
   * registers an image of the instance's own at each pause, so an image that is not the target tells nothing.
   */
  replaceRoot?: readonly RootReplacement[];
}

/** EC2 never uses an instance id twice, so the same one has the same root volume. */
const isReplaced = (
  { id, instanceId }: Pick<StatefulInstance, 'id' | 'instanceId'>,
  { target, replaceRoot = [] }: DueCriteria,
): boolean =>
  instanceId !== null &&
  replaceRoot.some((one) => one.ssi === id && one.target === target && one.instanceId === instanceId);

/**
 * Whether an instance is to be recycled: its image differs from the target, or it was launched before `since`.
 *
 * @returns null when Spot does not say enough to tell: an unknown image alone never makes an instance due
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
