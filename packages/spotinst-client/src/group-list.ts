import { z } from 'zod';
import { group, type Group } from './group.ts';
import { text } from './wire.ts';

/** A group that is partly unreadable: only its names are used. */
export interface UnreadableGroup {
  id: string;
  name: string;
  region: string | null;
  /** The field, and what is wrong with it: `strategy.persistence: …`. */
  problem: string;
}

/** Every group of an account. An unreadable group does not affect the others: a caller that needs it reads it on its own. */
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

/** An entry of the list. An entry without a readable id or name is refused: it could be any group. */
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

/** Distinguishes an unreadable entry from a group, which can have any keys. */
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
