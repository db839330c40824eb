import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineScalarTag, load, mergeTag, YAML11_SCHEMA } from 'js-yaml';
import { z } from 'zod';
import { EsgError } from './esg-error.ts';
import { filter } from './filter.ts';
import { ExitCode } from './exit-code.ts';
import { didYouMean } from './nearest.ts';
import { yamlError } from './yaml-error.ts';

const text = z.union([z.string(), z.number()], 'write it as text').transform(String).nullish();
const flag = z.boolean('write it as true or false').nullish();
const texts = z.union([z.string(), z.array(z.string())], 'write it as text, or as a list of texts').nullish();
const filters = z.array(filter, 'write it as a list of filters').nullish();
const clusters = z.record(
  z.string(),
  z.array(z.string(), 'write it as a list of group ids, names or globs').min(1, 'the list of groups is empty'),
  "write it as a mapping from a cluster's name to its groups",
);
const ansibleOnly = z.unknown().optional();

/** Every key of a `*.spotinst_esg.yml`; only Ansible reads the last block. */
const configSchema = z.strictObject({
  spotinst_api_token: text,
  spotinst_account_id: texts,
  spotinst_profile: text,
  spotinst_api_url: text,
  spotinst_timeout: text,
  aws_profile: text,
  clusters: clusters.nullish(),
  store: text,
  notify: texts,
  metrics_file: text,
  cache_ttl: text,
  stale_if_error: z.union([z.boolean(), z.string(), z.number()], 'write it as true, false or a duration').nullish(),
  regions: texts,
  filters: filter.nullish(),
  include_filters: filters,
  exclude_filters: filters,
  strict_permissions: flag,
  hostvars_prefix: z.string('write it as text').nullish(),
  hostvars_suffix: z.string('write it as text').nullish(),
  include_addressless: flag,
  want_status: flag,
  want_instance_health: flag,
  want_ec2_details: flag,
  plugin: ansibleOnly,
  cache: ansibleOnly,
  cache_plugin: ansibleOnly,
  cache_timeout: ansibleOnly,
  cache_connection: ansibleOnly,
  cache_prefix: ansibleOnly,
  compose: ansibleOnly,
  groups: ansibleOnly,
  keyed_groups: ansibleOnly,
  strict: ansibleOnly,
  leading_separator: ansibleOnly,
  use_extra_vars: ansibleOnly,
  hostnames: ansibleOnly,
  connect_with: ansibleOnly,
});

export type ConfigValues = z.infer<typeof configSchema>;

export interface Config {
  /** For messages: the path, or `standard input`. */
  label: string;
  /** Absolute path; undefined when it came from standard input. */
  path?: string;
  values: ConfigValues;
  /** Keys whose value only Ansible can read, because it is vaulted or a template. Here they count as absent. */
  unreadable: string[];
}

const configName = /(^|\.)spotinst_esg\.ya?ml$/;

const usageError = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, hint, exitCode: ExitCode.usage });

/**
 * Which file the settings come from: `--config`, else `ESG_CONFIG`, else the only `*.spotinst_esg.yml` (or `.yaml`)
 * in the current folder or its `inventories/`.
 *
 * @returns an absolute path, or undefined without a config file: then only the environment counts
 * @throws EsgError `config-missing`, `config-ambiguous`
 */
export function findConfigFile(
  explicit: string | undefined,
  { env, cwd }: { env: Record<string, string | undefined>; cwd: string },
): string | undefined {
  const named = explicit ?? (env['ESG_CONFIG'] || undefined);
  if (named !== undefined) {
    const path = resolve(cwd, named);
    if (existsSync(path)) return path;
    const origin = explicit === undefined ? 'ESG_CONFIG names' : '--config names';
    throw usageError(
      'config-missing',
      `${origin} ${path}, which does not exist`,
      'Correct the path, or create the file.',
    );
  }
  const found = [cwd, join(cwd, 'inventories')].flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => configName.test(name))
          .map((name) => join(folder, name))
      : [],
  );
  if (found.length > 1) {
    throw usageError(
      'config-ambiguous',
      `Found several config files: ${found.toSorted().join(', ')}`,
      'Choose one with --config FILE or ESG_CONFIG.',
    );
  }
  return found[0];
}

/** Stands for a value that only Ansible can read. */
const sealed = Symbol('only Ansible can read this');
const sealedTags = ['!vault', '!vault-encrypted'].map((tag) =>
  defineScalarTag(tag, { resolve: () => sealed, identify: () => false }),
);
const unsafeTag = defineScalarTag('!unsafe', { resolve: (source) => source, identify: () => false });
/** What Ansible's own YAML reader understands: YAML 1.1, merge keys, its vault and unsafe tags. */
const ansibleSchema = YAML11_SCHEMA.withTags(mergeTag, unsafeTag, ...sealedTags);

const isSealed = (value: unknown): boolean =>
  value === sealed ||
  (typeof value === 'string' && /\{\{|\{%/.test(value)) ||
  (typeof value === 'object' && value !== null && Object.values(value).some(isSealed));

/** `clusters` never counts as absent: that would split a quorum. A template in it is refused as an unknown group. */
const isUnreadable = ([key, value]: [string, unknown]): boolean => key !== 'clusters' && isSealed(value);

function parseYaml(source: string, label: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = source.trim() === '' ? {} : load(source, { schema: ansibleSchema });
  } catch (error) {
    const { place, problem, line } = yamlError(error, source);
    const hint = `Correct the file.${line === undefined ? '' : ` The parser stopped here (values are hidden): ${line}`}`;
    throw usageError('config-invalid', `${label}${place} is not valid YAML: ${problem}`, hint);
  }
  if (document === null || document === undefined) return {};
  if (typeof document !== 'object' || Array.isArray(document)) {
    throw usageError(
      'config-invalid',
      `${label} is not a mapping of settings`,
      'Write each setting as `key: value`, one per line.',
    );
  }
  return document as Record<string, unknown>;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .map((key) => `unknown setting ${JSON.stringify(key)}.${didYouMean(key, Object.keys(configSchema.shape))}`)
      .join(' ');
  }
  return `${issue.path.join('.')}: ${issue.message}`;
}

/**
 * Reads the text of a config file.
 *
 * @throws EsgError `config-invalid`, which names the file, the line or the setting, and no value except a filter's state
 */
export function parseConfig(source: string, label: string, path?: string): Config {
  const entries = Object.entries(parseYaml(source, label));
  const unreadable = entries.filter(isUnreadable).map(([key]) => key);
  const readable = Object.fromEntries(entries.filter(([key]) => !unreadable.includes(key)));
  const result = configSchema.safeParse(readable);
  if (!result.success) {
    const problems = result.error.issues.map(describeIssue).join('; ');
    throw usageError(
      'config-invalid',
      `${label}: ${problems}`,
      'See docs/settings.md and docs/inventory.md for all settings.',
    );
  }
  return { label, path, values: result.data, unreadable };
}

/** Reads a config file; see {@link parseConfig}. */
export function readConfigFile(path: string): Config {
  try {
    return parseConfig(readFileSync(path, 'utf8'), path, path);
  } catch (error) {
    if (error instanceof EsgError) throw error;
    throw new EsgError(`${path} cannot be read: ${(error as Error).message}`, {
      code: 'config-unreadable',
      exitCode: ExitCode.usage,
      hint: 'Check the path and its permissions.',
      cause: error,
    });
  }
}
