import { didYouMean } from '@esg-recycler/core';
import { kindNames, type KindSettings } from '@esg-recycler/cluster-health';
import { z } from 'zod';

const kind = z.enum(kindNames as [string, ...string[]]);

/** `esg_recycle_health`: one kind, with its options in another variable; or a list of kinds, each with its options. */
export const healthVariable = z.union([
  z.literal(''),
  kind,
  z.array(z.union([kind, z.strictObject({ kind, options: z.record(z.string(), z.unknown()).nullish() })])),
]);

/** The configured health checks; empty when there are none. */
export function checksOf(
  health: z.output<typeof healthVariable> | null | undefined,
  options: Record<string, unknown> | null | undefined,
): KindSettings[] {
  if (!health) return [];
  if (typeof health === 'string') return [{ kind: health, options: options ?? {} }];
  return health.map((entry) =>
    typeof entry === 'string' ? { kind: entry, options: {} } : { kind: entry.kind, options: entry.options ?? {} },
  );
}

const known = `Supported kinds: ${kindNames.join(', ')}.`;

function describeKind(name: unknown): string {
  const near = typeof name === 'string' ? didYouMean(name, kindNames) : '';
  return `${JSON.stringify(name)} is not a kind of health check.${near} ${known}`;
}

/** The problem of one entry of the list. Only its kind is shown, because its options may contain passwords. */
function describeEntry(entry: unknown): string | undefined {
  if (healthVariable.safeParse([entry]).success) return undefined;
  if (typeof entry !== 'object' || entry === null) return describeKind(entry);
  const { kind: name, options: _, ...others } = entry as Record<string, unknown>;
  if (!kind.safeParse(name).success) return describeKind(name ?? null);
  const [other] = Object.keys(others);
  if (other !== undefined) return `${String(name)}: unknown key ${other}. An entry has only kind and options.`;
  return `${String(name)}: options must be a mapping.`;
}

/** The problems of `esg_recycle_health`, without the values of options. */
export function describeHealth(value: unknown): string {
  if (typeof value === 'string') return `esg_recycle_health: ${describeKind(value)}`;
  if (!Array.isArray(value)) return `esg_recycle_health: must be a kind, or a list of kinds. ${known}`;
  const problems = value.flatMap((entry, index) => {
    const problem = describeEntry(entry);
    return problem === undefined ? [] : [`esg_recycle_health[${index}]: ${problem}`];
  });
  return problems.join(' ');
}
