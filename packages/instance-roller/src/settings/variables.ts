import { didYouMean, EsgError, ExitCode, parseDuration, parseTime } from '@esg-recycler/core';
import type { KindSettings, OverrideInput } from '@esg-recycler/cluster-health';
import { z } from 'zod';
import { checksOf, describeHealth, healthVariable } from './health-variable.ts';

/** The variables of the role as users write them; `meta/argument_specs.yml` describes each one. */
const text = z.union([z.string(), z.number()]).transform(String);
const flag = z
  .union([z.boolean(), z.enum(['true', 'false', 'yes', 'no', 'True', 'False'])])
  .transform((value) => value === true || ['true', 'yes', 'True'].includes(String(value)));
const integer = z.union([z.int(), z.string().regex(/^\d+$/)]).transform(Number);
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (given) => (typeof given === 'string' ? given.split(',').map((one) => one.trim()) : given),
    z.array(item),
  );
/** A list of ports. A number or a text, as `-e` passes it, is one port or a comma-separated list. */
const ports = z.preprocess(
  (given) => (typeof given === 'number' ? [given] : given),
  listOf(
    z
      .union([z.int(), z.string().regex(/^\d+$/)])
      .transform(Number)
      .pipe(z.int().min(1).max(65_535)),
  ),
);
const override = z.union([
  z.string(),
  z.looseObject({ rule: z.string().optional(), check: z.string().optional(), reason: z.string().optional() }),
]);
/** Only its presence matters here: Ansible runs it. */
const hook = z.string().nullish();

export const variablesSchema = z.strictObject({
  esg_recycle_group: text,
  esg_recycle_instance: text,
  esg_recycle_address: text.nullish(),
  esg_recycle_cluster: text.nullish(),
  esg_recycle_target: text.nullish(),
  esg_recycle_since: text.nullish(),
  esg_recycle_wait_ports: ports.nullish(),
  esg_recycle_health: healthVariable.nullish(),
  esg_recycle_health_options: z.record(z.string(), z.unknown()).nullish(),
  esg_recycle_nodes: listOf(text).nullish(),
  esg_recycle_expected_nodes: integer.nullish(),
  esg_recycle_check_count: integer.nullish(),
  esg_recycle_check_interval: text.nullish(),
  esg_recycle_overrides: z.array(override).nullish(),
  esg_recycle_leader: z.enum(['last', 'defer']).nullish(),
  esg_recycle_due: listOf(text).nullish(),
  esg_recycle_drain_service: hook,
  esg_recycle_drain_tasks: hook,
  esg_recycle_undrain_tasks: hook,
  esg_recycle_before_tasks: hook,
  esg_recycle_after_tasks: hook,
  esg_recycle_gate_timeout: text.nullish(),
  esg_recycle_connection_timeout: text.nullish(),
  esg_recycle_wait_timeout: text.nullish(),
  esg_recycle_poll_interval: text.nullish(),
  esg_recycle_replace_root: flag.nullish(),
});

/** The defaults of the role, the same as in `defaults/main.yml` and `meta/argument_specs.yml`. */
export const defaults = {
  esg_recycle_wait_ports: [] as number[],
  esg_recycle_gate_timeout: '3600',
  esg_recycle_connection_timeout: '900',
  esg_recycle_wait_timeout: '1800',
  esg_recycle_poll_interval: '5',
  esg_recycle_health_options: {},
  esg_recycle_check_count: 12,
  esg_recycle_check_interval: '10',
  esg_recycle_overrides: [],
  esg_recycle_leader: 'last',
  esg_recycle_replace_root: false,
} as const;

/** The variables that are durations, in seconds unless they have a unit. */
type Duration =
  | 'esg_recycle_gate_timeout'
  | 'esg_recycle_connection_timeout'
  | 'esg_recycle_wait_timeout'
  | 'esg_recycle_poll_interval'
  | 'esg_recycle_check_interval';

/** Facts that the role sets; they are not settings. */
const facts = new Set(['esg_recycle_outcome', 'esg_recycle_refusal', 'esg_recycle_subject', 'esg_recycle_session']);

/** The validated variables of one host; times in milliseconds. */
export interface RollSettings {
  group: string;
  instance: string;
  /** Its address and cluster in the inventory; undefined: not in the inventory. */
  inventory: { address?: string; cluster?: string };
  target?: string;
  since?: number;
  ports: number[];
  /** The configured health checks; empty when there are none. */
  checks: KindSettings[];
  nodes?: string[];
  expectedNodes?: number;
  checkCount: number;
  checkIntervalMs: number;
  overrides: OverrideInput[];
  leader: 'last' | 'defer';
  /** The instances that the run still has to recycle; undefined: every host of the play that is not done. */
  due?: string[];
  drains: boolean;
  hasBeforeTasks: boolean;
  hasAfterTasks: boolean;
  gateTimeoutMs: number;
  connectionTimeoutMs: number;
  waitTimeoutMs: number;
  pollIntervalMs: number;
  replaceRoot: boolean;
}

const invalid = (problems: readonly string[]): EsgError =>
  new EsgError(problems.join(' '), {
    code: 'settings-invalid',
    exitCode: ExitCode.usage,
    hint: 'Fix it in the variables of the hosts, or after --. All variables are listed in ansible/roles/esg_recycle/README.md.',
  });

const known = Object.keys(variablesSchema.shape);

function describe({ path: [name = ''], message }: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const value = given[String(name)];
  if (name === 'esg_recycle_health') return describeHealth(value);
  if (value === undefined) return `${String(name)} is not set.`;
  // An invalid value may contain passwords too.
  const shown = name === 'esg_recycle_health_options' ? '' : ` ${JSON.stringify(value)}:`;
  return `${String(name)}:${shown} ${message}.`;
}

/**
 * Reads the variables of the role.
 *
 * @param runOverrides the `--override` options of the runner
 * @throws EsgError `settings-invalid`, `duration-invalid`, `since-invalid`, exit code 2, naming the variable
 */
export function readVariables(variables: Record<string, unknown>, runOverrides: readonly string[] = []): RollSettings {
  const given = Object.fromEntries(Object.entries(variables).filter(([name]) => !facts.has(name)));
  const unread = Object.keys(given).filter((name) => !known.includes(name));
  if (unread.length > 0) {
    const near = unread.map((name) => didYouMean(name, known)).join('');
    throw invalid([`${unread.toSorted().join(', ')}: the role esg_recycle has no such variable.${near}`]);
  }
  const parsed = variablesSchema.safeParse(given);
  if (!parsed.success) throw invalid([...new Set(parsed.error.issues.map((issue) => describe(issue, given)))]);
  const values = parsed.data;
  const durationOf = (name: Duration): number => parseDuration(values[name] ?? defaults[name], name);
  const checkCount = values.esg_recycle_check_count ?? defaults.esg_recycle_check_count;
  if (Array.isArray(values.esg_recycle_health) && Object.keys(values.esg_recycle_health_options ?? {}).length > 0) {
    throw invalid([
      'esg_recycle_health_options: not allowed when esg_recycle_health is a list. Set the options in its entries: {kind: NAME, options: {…}}.',
    ]);
  }
  if (checkCount < 1) throw invalid([`esg_recycle_check_count: ${checkCount} is too low. Set it to 1 or more.`]);
  return {
    group: values.esg_recycle_group,
    instance: values.esg_recycle_instance,
    inventory: {
      address: values.esg_recycle_address ?? undefined,
      cluster: values.esg_recycle_cluster ?? undefined,
    },
    target: values.esg_recycle_target ?? undefined,
    since: parseTime(values.esg_recycle_since ?? undefined, 'esg_recycle_since'),
    ports: values.esg_recycle_wait_ports ?? [],
    checks: checksOf(values.esg_recycle_health, values.esg_recycle_health_options),
    nodes: values.esg_recycle_nodes ?? undefined,
    expectedNodes: values.esg_recycle_expected_nodes ?? undefined,
    checkCount,
    checkIntervalMs: durationOf('esg_recycle_check_interval'),
    overrides: [...(values.esg_recycle_overrides ?? []), ...runOverrides],
    leader: values.esg_recycle_leader ?? defaults.esg_recycle_leader,
    due: values.esg_recycle_due ?? undefined,
    drains: Boolean(values.esg_recycle_drain_service) || Boolean(values.esg_recycle_drain_tasks),
    hasBeforeTasks: Boolean(values.esg_recycle_before_tasks),
    hasAfterTasks: Boolean(values.esg_recycle_after_tasks),
    gateTimeoutMs: durationOf('esg_recycle_gate_timeout'),
    connectionTimeoutMs: durationOf('esg_recycle_connection_timeout'),
    waitTimeoutMs: durationOf('esg_recycle_wait_timeout'),
    pollIntervalMs: durationOf('esg_recycle_poll_interval'),
    replaceRoot: values.esg_recycle_replace_root ?? false,
  };
}
