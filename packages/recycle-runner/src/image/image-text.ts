import type { ImageChange } from '@esg-recycler/spotinst-stateful';
import type { PlannedInstance } from '../plan/plan.ts';

/** The group's part of a plan. */
type PlannedGroup = Pick<PlannedInstance, 'group' | 'groupName'>;

/** Which image each group has now, when the run sets another one. */
export function describeImageChanges(changes: readonly ImageChange[], planned: readonly PlannedGroup[]): string {
  if (changes.length === 0) return '';
  const groups = new Map(planned.map(({ group, groupName }) => [group, groupName]));
  if (groups.size <= 1 && changes.length === 1)
    return `the group has ${changes[0]!.before ?? 'no image'}; the run sets it`;
  const byImage = Map.groupBy(changes, ({ before }) => before ?? 'no image');
  const parts = [...byImage].map(([before, same]) => {
    const names = same.map(({ group }) => groups.get(group) ?? group);
    return `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} ${before}`;
  });
  return `${parts.join('; ')}; the run sets ${changes.length === 1 ? 'it' : 'them'}`;
}
