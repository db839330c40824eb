import type { Ledger } from '@esg-recycler/esg-store';
import { movedFrom } from './moved.ts';

/** Groups for which the run requested an image, and of which it moved no instance. Only Spot shows whether it was set. */
export const uncertainGroups = (ledger: Ledger): string[] =>
  Object.entries(ledger.before ?? {})
    .filter(([, { isSet }]) => isSet)
    .map(([group]) => group)
    .filter((group) => !ledger.instances.some((entry) => entry.group === group && movedFrom(ledger, entry)));

/**
 * The images of a rollback without the groups that the run never changed: Spot refused their new image, so they still
 * have the one that they had before.
 *
 * @param images by group id
 * @param groups as they are now
 */
export function withoutUnchanged(
  images: Readonly<Record<string, string>>,
  ledger: Ledger,
  groups: readonly { esg: string; image: string | null }[],
): Record<string, string> {
  const isUnchanged = (esg: string): boolean =>
    groups.some((group) => group.esg === esg && group.image === ledger.before?.[esg]?.group);
  const unchanged = new Set(uncertainGroups(ledger).filter(isUnchanged));
  return Object.fromEntries(Object.entries(images).filter(([group]) => !unchanged.has(group)));
}
