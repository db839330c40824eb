import { didYouMean } from '@esg-recycler/core';
import { kindNames, type KindSettings } from '@esg-recycler/cluster-health';
import { z } from 'zod';

const kind = z.enum(kindNames as [string, ...string[]]);

/** `esg_recycle_health`: one kind, whose options are a variable of their own; or several, each with its options. */
export const healthVariable = z.union([
  z.literal(''),
  kind,
  z.array(z.union([kind, z.strictObject({ kind, options: z.record(z.string(), z.unknown()).nullish() })])),
]);

/** What asks the cluster itself; empty where nothing does. */
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

const known = `It is one of: ${kindNames.join(', ')}.`;

function describeKind(name: unknown): string {
  const near = typeof name === 'string' ? didYouMean(name, kindNames) : '';
  return `${JSON.stringify(name)} is no kind of check.${near} ${known}`;
}

/** What is wrong with one entry of the list; it may hold passwords, so of its values only the kind is shown. */
function describeEntry(entry: unknown): string | undefined {
  if (healthVariable.safeParse([entry]).success) return undefined;
  if (typeof entry !== 'object' || entry === null) return describeKind(entry);
  const { kind: name, options: _, ...others } = entry as Record<string, unknown>;
  if (!kind.safeParse(name).success) return describeKind(name ?? null);
  const [other] = Object.keys(others);
  if (other !== undefined) return `${String(name)}: there is no ${other} beside kind and options.`;
  return `${String(name)}: options is no mapping.`;
}

/** What is wrong with `esg_recycle_health`, without the options in it. */
export function describeHealth(value: unknown): string {
  if (typeof value === 'string') return `esg_recycle_health: ${describeKind(value)}`;
  if (!Array.isArray(value)) return `esg_recycle_health: it must be a kind, or a list of kinds. ${known}`;
  const problems = value.flatMap((entry, index) => {
    const problem = describeEntry(entry);
    return problem === undefined ? [] : [`esg_recycle_health[${index}]: ${problem}`];
  });
  return problems.join(' ');
}
