import { type AccountGroup, type GroupList, type UnreadableGroup, problemIn } from '@esg-recycler/spotinst-client';
import { z } from 'zod';
import { groupShape, text } from './shapes.ts';

/** The list of an account, as it is stored. */
export const listShape = z.object({
  groups: z.array(groupShape),
  unreadable: z.array(z.object({ id: z.string(), name: z.string(), region: text, problem: z.string() })),
});

/** A listed group that cannot be read. */
export type UnreadableAccountGroup = Pick<AccountGroup, 'accountId'> & { group: UnreadableGroup };

/** Reduces a list to what is stored. A group without the needed fields becomes unreadable. */
export function reduceList({ groups, unreadable }: GroupList): GroupList {
  const reduced = groups.map((group) => ({ group, kept: groupShape.safeParse(group) }));
  return {
    groups: reduced.flatMap(({ kept }) => (kept.success ? [kept.data] : [])),
    unreadable: [
      ...unreadable,
      ...reduced.flatMap(({ group: { id, name, region }, kept }) =>
        kept.success ? [] : [{ id, name, region, problem: problemIn(kept.error.issues[0]) }],
      ),
    ],
  };
}
