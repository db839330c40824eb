import { z } from 'zod';
import { didYouMean } from './nearest.ts';

/**
 * Which instances to list: every key must match, and a key matches when one of its values matches. The keys are `id`,
 * `name`, `region` and `tag:KEY` of the group, `state` of the instance, and `image_drift`: whether the instance runs
 * another image than its group's.
 */
export type Filter = Record<string, (string | boolean)[]>;

const keys = ['id', 'name', 'region', 'state', 'image_drift', 'tag:KEY'];
const hint = 'write it as text, in quotes';

/** Source: the official schema of `GET /aws/ec2/group/{groupId}/statefulInstance`. */
const states =
  'ACTIVE PAUSE PAUSING PAUSED RESUME RESUMING RECYCLE RECYCLING DEALLOCATE DEALLOCATING DEALLOCATED ERROR'.split(' ');

const unknown = (what: string, word: string, meant: string, known: readonly string[]): string =>
  `unknown ${what} ${JSON.stringify(word)}.${didYouMean(meant, known) || ` Known: ${known.join(', ')}.`}`;

const text = z.union([z.string(), z.int().transform(String)], hint);
/** Refuses an unknown state, which would silently match nothing. A glob can match a state that is newer than the list. */
const state = text.refine((given) => given.includes('*') || states.includes(given), {
  error: ({ input }) => unknown('state', String(input), String(input).toUpperCase(), states),
});
const drift = z.boolean('write it as true or false');

const listOf = <T extends z.ZodType>(value: T) =>
  z.preprocess(
    (given) => (Array.isArray(given) ? given : [given]),
    z.array(value).min(1, 'the list of values is empty'),
  );
const texts = listOf(text);
const special: Record<string, z.ZodType<(string | boolean)[]>> = { state: listOf(state), image_drift: listOf(drift) };

const isKey = (key: string): boolean => keys.includes(key) || /^tag:./s.test(key);

/** A filter as users write it: a single value needs no list. */
export const filter = z.record(z.string(), z.unknown(), 'write it as a mapping').transform((given, context): Filter => {
  const entries = Object.entries(given).flatMap(([key, value]): [string, (string | boolean)[]][] => {
    if (!isKey(key)) {
      context.addIssue({ code: 'custom', message: unknown('filter', key, key, keys) });
      return [];
    }
    const parsed = (special[key] ?? texts).safeParse(value);
    if (parsed.success) return [[key, parsed.data]];
    context.addIssue({ code: 'custom', path: [key], message: parsed.error.issues[0]!.message });
    return [];
  });
  return Object.fromEntries(entries);
});
