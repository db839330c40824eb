import { parseDuration } from '@esg-recycler/core';
import { z } from 'zod';
import { parseWindow, type Window } from '../control/window.ts';

const text = z.union([z.string().min(1), z.number()], 'write it as text').transform(String);
const texts = z.array(text, 'write it as a list of texts').min(1, 'the list is empty');
/** YAML reads `env: yes` and `release: 12` as other types than text; a tag is always text. */
const tagText = z.union([z.string(), z.number(), z.boolean()], 'write it as text').transform(String);
const count = z.int('write it as a number without decimals').min(1, 'must be at least 1');
/** YAML reads a time without quotes as a date. */
const time = z.preprocess((value) => (value instanceof Date ? value.toISOString() : value), text);
/** `stop_after: 6` would mean six seconds, which nobody wants. */
const durationText = text.refine((given) => !/^[\d.]+$/.test(given.trim()), {
  error: ({ input }) =>
    `${String(input)} has no unit; write it as ${String(input)}s, ${String(input)}m, or ${String(input)}h`,
});
const duration = durationText.transform((given, context): number => {
  try {
    return parseDuration(given, 'duration');
  } catch {
    context.addIssue({ code: 'custom', message: `${JSON.stringify(given)} is not a duration; write it as 30m or 6h` });
    return z.NEVER;
  }
});
const timeWindow = text.transform((given, context): Window => {
  const window = parseWindow(given);
  if (typeof window !== 'string') return window;
  context.addIssue({ code: 'custom', message: window });
  return z.NEVER;
});

export const accountSchema = z.strictObject(
  { account: text, token_env: text.optional(), profile: text.optional(), config: text.optional() },
  'write it as a mapping: { account: act-12345678, token_env: NAME }',
);
export const waveSchema = z.strictObject(
  { name: text, groups: texts.optional(), tags: z.record(z.string(), tagText).optional(), accounts: texts.optional() },
  'write it as a mapping with name and groups',
);
export const optionsSchema = z.strictObject(
  {
    timeout: durationText.optional(),
    poll_interval: durationText.optional(),
    lock_ttl: durationText.optional(),
    since: time.optional(),
    replace_root: z.boolean('write it as true or false').optional(),
    override: texts.optional(),
  },
  'write it as a mapping of options',
);
/** Every key of a campaign file. */
export const campaignSchema = z.strictObject(
  {
    name: text,
    accounts: z.array(accountSchema, 'write it as a list of accounts').min(1, 'the list is empty').optional(),
    waves: z.array(waveSchema, 'write it as a list of waves').min(1, 'the list is empty'),
    at_once: count.default(1),
    stop_after_failures: count.optional(),
    between: timeWindow.optional(),
    stop_after: duration.optional(),
    options: optionsSchema.default({}),
  },
  'write it as a mapping of settings',
);

/** For hints: a correct line for each key that takes one value. */
export const campaignExamples: Readonly<Record<string, string>> = {
  name: 'name: patch-2026-12',
  at_once: 'at_once: 3',
  stop_after_failures: 'stop_after_failures: 2',
  between: 'between: 22:00-06:00 Europe/Berlin',
  stop_after: 'stop_after: 6h',
};
