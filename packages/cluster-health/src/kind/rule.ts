import type { HealthQuestion } from './question.ts';

/** A problem that a rule found. Without any, the rule passes. */
export interface RuleVerdict {
  /** The subject of the problem: a node's address, a partition, an index. */
  subject: string;
  /** What was found, with the numbers. */
  message: string;
  /** What to do next, with a command to paste if there is one. */
  hint?: string;
  /** `block` (the default) fails the health check; `warn` is only reported. */
  severity?: 'block' | 'warn';
  /** The problem does not resolve on its own. It is reported at once, and an override of the rule accepts it. */
  isLasting?: boolean;
  /** The cluster is down while the node is out, so later health checks find the other nodes unhealthy too. */
  isOutage?: boolean;
}

/**
 * One named rule of a health check: a pure function of what was read. The texts make up the rule's section of the
 * documentation, so they are Markdown: full sentences, settings and commands in backticks.
 */
export interface Rule<Snapshot> {
  /** Its number in the documentation: `Z1`. */
  id: string;
  /** Its name in findings and in `--override`, kebab-case: `one-leader`. */
  code: string;
  /** What must be true, in one plain sentence. */
  requires: string;
  /** Why it matters: what happens to clients or data otherwise, in one or two sentences. */
  why: string;
  /** What to do when the rule fails: one or two sentences in the imperative. */
  onFailure: string;
  /** When it is reasonable to override the rule. Present exactly if `isOverridable`. */
  override?: string;
  /** Where the rule comes from: `LABEL: URL`, several joined by `; `. A plain phrase if there is no page. */
  source: string;
  /** Whether the rule can find a problem that does not resolve on its own, so that it can be overridden. */
  isOverridable?: boolean;
  judge(snapshot: Snapshot, question: HealthQuestion): RuleVerdict[];
}
