import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { didYouMean, EsgError, ExitCode, yamlError } from '@esg-recycler/core';
import { load } from 'js-yaml';
import type { z } from 'zod';
import { readOptions, type RollArguments, type RollOptions } from '../cluster/options.ts';
import { accountSchema, campaignExamples, campaignSchema, optionsSchema, waveSchema } from './campaign-schema.ts';

type Parsed = z.infer<typeof campaignSchema>;
export interface CampaignAccount extends z.infer<typeof accountSchema> {
  /** The path of `config` as the user wrote it. */
  writtenConfig?: string;
}
export type CampaignWave = z.infer<typeof waveSchema>;

/** The options of `run`, without the selection of a cluster. */
export type CampaignOptions = Omit<RollOptions, 'selection' | 'config'>;

export interface Campaign extends Omit<Parsed, 'options' | 'accounts'> {
  accounts?: CampaignAccount[];
  /** For messages: the path as the user wrote it. */
  label: string;
  options: CampaignOptions;
  /** The same options as arguments of `run`. */
  runArguments: string[];
}

/** An error in the file that this key names: `waves[0].groups`. */
export const campaignInvalid = (label: string, key: string, problem: string, hint?: string): EsgError =>
  new EsgError(`${label}: ${key === '' ? '' : `${key}: `}${problem}`, {
    code: 'campaign-invalid',
    exitCode: ExitCode.usage,
    hint: hint ?? 'See docs/how-to/campaigns.md for every key of a campaign file.',
  });

/** @returns undefined: no example fits */
function exampleFor(issues: readonly z.core.$ZodIssue[]): string | undefined {
  const [key, ...others] = new Set(issues.map(({ path }) => String(path[0])));
  const example = others.length === 0 ? campaignExamples[key ?? ''] : undefined;
  return example && `Example: ${example}`;
}

const keyOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');

const schemas: Record<string, z.ZodObject> = { accounts: accountSchema, waves: waveSchema, options: optionsSchema };
const keysAt = ([first]: readonly PropertyKey[]): string[] =>
  Object.keys((schemas[String(first)] ?? campaignSchema).shape);

const valueAt = (document: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key], document);

function describeIssue(issue: z.core.$ZodIssue, document: unknown): string {
  const key = keyOf(issue.path);
  const start = key === '' ? '' : `${key}: `;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path);
    return issue.keys.map((one) => `${start}unknown key ${JSON.stringify(one)}.${didYouMean(one, known)}`).join(' ');
  }
  return `${start}${valueAt(document, issue.path) === undefined ? 'is missing' : issue.message}`;
}

function parseYaml(source: string, label: string): unknown {
  try {
    return source.trim() === '' ? {} : load(source);
  } catch (error) {
    const { place, problem } = yamlError(error, source);
    throw campaignInvalid(`${label}${place}`, '', `not valid YAML: ${problem}`);
  }
}

/** What the schema cannot express. */
function checkCombinations({ waves, accounts = [] }: Parsed, label: string): void {
  for (const [index, { name, groups, tags, accounts: only = [] }] of waves.entries()) {
    const key = `waves[${index}]`;
    if (!groups && !tags)
      throw campaignInvalid(label, key, 'has neither groups nor tags', "For every group: groups: ['*']");
    const first = waves.findIndex((other) => other.name === name);
    if (first !== index) throw campaignInvalid(label, `${key}.name`, `waves[${first}] has the same name`);
    const listed = accounts.map((one) => one.account);
    const unknown = accounts.length === 0 ? undefined : only.find((one) => !listed.includes(one));
    if (unknown === undefined) continue;
    const near = didYouMean(unknown, listed);
    throw campaignInvalid(label, `${key}.accounts`, `${JSON.stringify(unknown)} is not one of accounts.${near}`);
  }
  for (const [index, { token_env, profile }] of accounts.entries())
    if (token_env !== undefined && profile !== undefined)
      throw campaignInvalid(label, `accounts[${index}]`, 'has both token_env and profile; use one of them');
}

const asArguments = (given: Parsed['options']): RollArguments => ({
  esg: ['any'],
  timeout: given.timeout ?? '30m',
  pollInterval: given.poll_interval ?? '5s',
  lockTtl: given.lock_ttl ?? '2m',
  since: given.since,
  replaceRoot: given.replace_root,
  override: given.override,
});

function readRunOptions(given: Parsed['options'], label: string): CampaignOptions {
  try {
    const { selection: _selection, config: _config, ...rest } = readOptions(asArguments(given));
    return rest;
  } catch (error) {
    if (!(error instanceof EsgError)) throw error;
    throw campaignInvalid(label, 'options', error.message, error.hint);
  }
}

/** The options of a campaign without a file. */
export const defaultOptions = (): CampaignOptions => readRunOptions({}, '');

/** Only what the file sets: the defaults of `run` apply to the rest. */
const runArgumentsOf = (given: Parsed['options']): string[] => [
  ...(given.timeout === undefined ? [] : ['--timeout', given.timeout]),
  ...(given.poll_interval === undefined ? [] : ['--poll-interval', given.poll_interval]),
  ...(given.lock_ttl === undefined ? [] : ['--lock-ttl', given.lock_ttl]),
  ...(given.since === undefined ? [] : ['--since', given.since]),
  ...(given.replace_root ? ['--replace-root'] : []),
  ...(given.override ?? []).flatMap((one) => ['--override', one]),
];

/**
 * Reads the text of a campaign file.
 *
 * @param folder the folder that paths in the file are relative to
 * @throws EsgError `campaign-invalid`, exit code 2, which names the file and the key
 */
export function parseCampaign(source: string, label: string, folder: string): Campaign {
  const document = parseYaml(source, label) ?? {};
  const result = campaignSchema.safeParse(document);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => describeIssue(issue, document));
    throw campaignInvalid(label, '', problems.join('; '), exampleFor(result.error.issues));
  }
  const { data } = result;
  checkCombinations(data, label);
  return {
    ...data,
    label,
    accounts: data.accounts?.map((one) => ({
      ...one,
      ...(one.config && { config: resolve(folder, one.config), writtenConfig: one.config }),
    })),
    options: readRunOptions(data.options, label),
    runArguments: runArgumentsOf(data.options),
  };
}

/** Reads a campaign file; see {@link parseCampaign}. */
export function readCampaign(path: string): Campaign {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw campaignInvalid(path, '', code === 'ENOENT' ? 'the file does not exist' : `cannot be read: ${message}`);
  }
  return parseCampaign(source, path, dirname(resolve(path)));
}
