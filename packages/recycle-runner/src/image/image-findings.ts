import type { Finding } from '@esg-recycler/core';
import type { GroupView, ImageChange } from '@esg-recycler/spotinst-stateful';

/** An image exists in one region only. */
export function imageFindings(
  groups: readonly Pick<GroupView, 'esg' | 'group'>[],
  changes: readonly ImageChange[],
): Finding[] {
  const regionOf = (esg: string): string | null => groups.find((one) => one.esg === esg)?.group.region ?? null;
  return [...Map.groupBy(changes, ({ image }) => image)].flatMap(([image, same]) => {
    const regions = [...new Set(same.flatMap(({ group }) => regionOf(group) ?? []))];
    if (regions.length < 2) return [];
    return [
      {
        code: 'image-regions',
        severity: 'block',
        subject: same[0]!.group,
        message: `${image} cannot be set on groups of several regions (${regions.join(', ')}): an image exists in one region`,
        hint: 'Roll the groups of one region at a time, each with its copy of the image: --esg GROUP --image AMI.',
      },
    ];
  });
}
