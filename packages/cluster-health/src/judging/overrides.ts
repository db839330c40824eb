import { didYouMean, EsgError, ExitCode } from '@esg-recycler/core';
import type { Rule } from '../kind/rule.ts';

/** An override as users give it: `RULE=REASON`, or what `esg_recycle_overrides` lists. */
export type OverrideInput = string | { rule?: string; check?: string; reason?: string };

/** A rule that a user speaks for, and why. */
export interface RuleOverride {
  rule: string;
  reason: string;
}

/** The reasons for the rules that a user speaks for, by the rule's name. */
export type Overrides = ReadonlyMap<string, string>;

const refuse = (what: string, problem: string, hint: string): never => {
  throw new EsgError(`Override ${what}: ${problem}`, { code: 'override-invalid', exitCode: ExitCode.usage, hint });
};

/** Variables of a group may hold anything at all. */
function partsOf(given: unknown): unknown[] {
  if (typeof given === 'string') return [/^[^=]*/.exec(given)?.[0], /=(.*)$/s.exec(given)?.[1]];
  const { rule, check, reason } = (given ?? {}) as Record<string, unknown>;
  return [rule ?? check, reason];
}

/**
 * Reads one override, whichever rules there are.
 *
 * @throws EsgError `override-invalid`, exit code 2: it names no rule, or gives no reason
 */
export function readOverride(given: OverrideInput): RuleOverride {
  const [rule = '', reason = ''] = partsOf(given).map((part) => (typeof part === 'string' ? part.trim() : ''));
  if (!/^[a-z][a-z0-9-]*$/.test(rule)) {
    const hint = "Write RULE='why this is acceptable here', with the name of a rule of docs/gates.md.";
    refuse(JSON.stringify(given), 'it names no rule', hint);
  }
  if (!reason) refuse(rule, 'the reason is missing', `Write ${rule}='why this is acceptable here'.`);
  return { rule, reason };
}

/**
 * Settles what may be overridden: only rules that can find what no waiting heals, one-replica partitions, a single
 * node. Whatever may still become whole is waited for.
 *
 * @param otherNames what somebody else lets be overridden; accepted here, and left to them
 * @throws EsgError `override-invalid`, exit code 2
 */
export function settleOverrides(
  given: readonly OverrideInput[],
  rules: readonly Rule<never>[],
  otherNames: readonly string[] = [],
): Overrides {
  const names = rules.filter(({ isOverridable }) => isOverridable).map(({ code }) => code);
  const known = [...names, ...otherNames];
  const overrides = given.map(readOverride);
  for (const { rule } of overrides) {
    if (known.includes(rule)) continue;
    if (known.length === 0) {
      refuse(
        rule,
        'the gate has no rules that can be overridden',
        'Take it out: the gate waits for what it finds to heal.',
      );
    }
    const all = `Rules that can be: ${known.join(', ')}.`;
    refuse(rule, 'no rule of that name can be overridden', (didYouMean(rule, known) || all).trim());
  }
  return new Map(overrides.filter(({ rule }) => names.includes(rule)).map(({ rule, reason }) => [rule, reason]));
}
