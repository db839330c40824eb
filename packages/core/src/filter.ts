import { z } from 'zod';
import { didYouMean } from './nearest.ts';

/**
 * Which instances are meant: every key must hold, and a key holds when one of its values does. The keys are `id`, `name`,
 * `region` and `tag:KEY` of the group, `state` of the instance, and `image_drift`, whether it is off its group's image.
 */
export type Filter = Record<string, (string | boolean)[]>;

const keys = ['id', 'name', 'region', 'state', 'image_drift', 'tag:KEY'];
const hint = 'write it as text, in quotes';

const text = z.union([z.string(), z.int().transform(String)], hint);
const drift = z.boolean('write it as true or false');

const listOf = <T extends z.ZodType>(value: T) =>
  z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(value).min(1, 'names no value'));
const texts = listOf(text);
const drifts = listOf(drift);

const isKey = (key: string): boolean => keys.includes(key) || /^tag:./s.test(key);

/** A filter as it is written: a single value may stand without its list. */
export const filter = z.record(z.string(), z.unknown()).transform((given, context): Filter => {
  const entries = Object.entries(given).flatMap(([key, value]): [string, (string | boolean)[]][] => {
    if (!isKey(key)) {
      const message = `unknown filter ${JSON.stringify(key)}.${didYouMean(key, keys) || ` Known: ${keys.join(', ')}.`}`;
      context.addIssue({ code: 'custom', message });
      return [];
    }
    const parsed = (key === 'image_drift' ? drifts : texts).safeParse(value);
    if (parsed.success) return [[key, parsed.data]];
    context.addIssue({ code: 'custom', path: [key], message: parsed.error.issues[0]!.message });
    return [];
  });
  return Object.fromEntries(entries);
});
