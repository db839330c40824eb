import { z } from 'zod';
import { group, type Group } from './group.ts';
import { text } from './wire.ts';

/** A group of an account of which something cannot be read: what it is called is all that counts of it. */
export interface UnreadableGroup {
  id: string;
  name: string;
  region: string | null;
  /** The field, and what is wrong with it: `strategy.persistence: …`. */
  problem: string;
}

/** Every group of an account. An odd one breaks nothing for the others: whoever needs it reads it by itself. */
export interface GroupList {
  groups: Group[];
  unreadable: UnreadableGroup[];
}

const named = z.looseObject({
  id: z.string().min(1),
  name: z.union([text, z.number().transform(String)]),
  region: text.catch(null),
});

/** `strategy.persistence: expected object, received array`; never the value. */
export const problemIn = (issue: z.core.$ZodIssue | undefined): string =>
  `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;

/** An entry of the list. One without an id or a name that can be read may be anybody's, and is refused. */
export const listedGroup = z.unknown().transform((wire, context): Group | UnreadableListing => {
  const complete = group.safeParse(wire);
  if (complete.success) return complete.data;
  const known = named.safeParse(wire);
  if (known.success) {
    const { id, name, region } = known.data;
    return new UnreadableListing({ id, name: name ?? id, region, problem: problemIn(complete.error.issues[0]) });
  }
  for (const { path, message } of known.error.issues) context.addIssue({ code: 'custom', path: [...path], message });
  return z.NEVER;
});

/** Tells an odd entry from a group, which may have any keys. */
class UnreadableListing {
  readonly unreadable: UnreadableGroup;

  constructor(unreadable: UnreadableGroup) {
    this.unreadable = unreadable;
  }
}

export const toGroupList = (listed: readonly (Group | UnreadableListing)[]): GroupList => ({
  groups: listed.filter((one): one is Group => !(one instanceof UnreadableListing)),
  unreadable: listed.flatMap((one) => (one instanceof UnreadableListing ? [one.unreadable] : [])),
});
