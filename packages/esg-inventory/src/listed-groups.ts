import { type AccountGroup, type GroupList, type UnreadableGroup, problemIn } from '@esg-recycler/spotinst-client';
import { z } from 'zod';
import { groupShape, text } from './shapes.ts';

/** The list of an account, as it is kept. */
export const listShape = z.object({
  groups: z.array(groupShape),
  unreadable: z.array(z.object({ id: z.string(), name: z.string(), region: text, problem: z.string() })),
});

/** A group that is in the list and cannot be read. */
export type UnreadableAccountGroup = Pick<AccountGroup, 'accountId'> & { group: UnreadableGroup };

/** Cuts a list down to what is kept; a group that is of no use here is odd. */
export function cutList({ groups, unreadable }: GroupList): GroupList {
  const cut = groups.map((group) => ({ group, kept: groupShape.safeParse(group) }));
  return {
    groups: cut.flatMap(({ kept }) => (kept.success ? [kept.data] : [])),
    unreadable: [
      ...unreadable,
      ...cut.flatMap(({ group: { id, name, region }, kept }) =>
        kept.success ? [] : [{ id, name, region, problem: problemIn(kept.error.issues[0]) }],
      ),
    ],
  };
}
