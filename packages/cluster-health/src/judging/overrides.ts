import { didYouMean, EsgError, ExitCode } from '@esg-recycler/core';
import type { Rule } from '../kind/rule.ts';

/** An override in the form of users: `RULE=REASON`, or an entry of `esg_recycle_overrides`. */
export type OverrideInput = string | { rule?: string; check?: string; reason?: string };

/** A rule that a user overrides, and why. */
export interface RuleOverride {
  rule: string;
  reason: string;
}

/** The reasons of the overrides, by the name of the rule. */
export type Overrides = ReadonlyMap<string, string>;

const refuse = (what: string, problem: string, hint: string): never => {
  throw new EsgError(`Override ${what}: ${problem}`, { code: 'override-invalid', exitCode: ExitCode.usage, hint });
};

/** Variables of a group may contain any value. */
function partsOf(given: unknown): unknown[] {
  if (typeof given === 'string') return [/^[^=]*/.exec(given)?.[0], /=(.*)$/s.exec(given)?.[1]];
  const { rule, check, reason } = (given ?? {}) as Record<string, unknown>;
  return [rule ?? check, reason];
}

/**
 * Parses one override, without checking that its rule exists.
 *
 * @throws EsgError `override-invalid`, exit code 2, without the name of a rule or without a reason
 */
export function readOverride(given: OverrideInput): RuleOverride {
  const [rule = '', reason = ''] = partsOf(given).map((part) => (typeof part === 'string' ? part.trim() : ''));
  if (!/^[a-z][a-z0-9-]*$/.test(rule)) {
    const hint = "Write RULE='why this is acceptable here', with the name of the rule from the finding.";
    refuse(JSON.stringify(given), 'it does not name a rule', hint);
  }
  if (!reason) refuse(rule, 'the reason is missing', `Write ${rule}='why this is acceptable here'.`);
  return { rule, reason };
}

/**
 * Validates overrides. Only rules with problems that do not resolve on their own can be overridden, for example a single
 * replica. The health check waits for all other problems.
 *
 * @param otherNames names that the caller handles; accepted here and left out of the result
 * @throws EsgError `override-invalid`, exit code 2
 */
export function settleOverrides(
  given: readonly OverrideInput[],
  rules: readonly Rule<never>[],
  otherNames: readonly string[] = [],
): Overrides {
  const names = rules.filter(({ isOverridable }) => isOverridable).map(({ code }) => code);
  const allowed = [...names, ...otherNames];
  const overrides = given.map(readOverride);
  for (const { rule } of overrides) {
    if (allowed.includes(rule)) continue;
    if (allowed.length === 0) {
      refuse(
        rule,
        'this health check has no rules that can be overridden',
        'Remove the override. Fix what the health check reports, or wait until it passes.',
      );
    }
    const all = `Rules that can be overridden: ${allowed.join(', ')}.`;
    const isRule = rules.some(({ code }) => code === rule);
    if (isRule) refuse(rule, 'this rule cannot be overridden', all);
    refuse(rule, 'this health check has no rule of that name', (didYouMean(rule, allowed) || all).trim());
  }
  return new Map(overrides.filter(({ rule }) => names.includes(rule)).map(({ rule, reason }) => [rule, reason]));
}
