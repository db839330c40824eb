import type { HealthQuestion } from './question.ts';

/** What a rule found. Without one, the rule holds. */
export interface RuleVerdict {
  /** What it is about: a node's address, a partition, an index. */
  subject: string;
  /** What was seen, with the numbers. */
  message: string;
  /** What to do next. */
  hint?: string;
  /** `block` (the default) keeps the gate shut; `warn` is told and goes on. */
  severity?: 'block' | 'warn';
  /** Waiting cannot help: the gate can never open by itself, so it is said at once, and an override may speak for it. */
  isLasting?: boolean;
  /** The cluster itself does not serve while the node is away: whoever looks at it then finds the others unwell too. */
  isOutage?: boolean;
}

/** One named rule of a gate: a pure function of what was read. */
export interface Rule<Snapshot> {
  /** Its number in docs/gates.md: `Z1`. */
  id: string;
  /** Its name, kebab-case, as findings and `--override` have it: `one-leader`. */
  code: string;
  /** What must hold, in one sentence. */
  holds: string;
  /** Where it comes from: a page, a proposal, an issue. */
  source: string;
  /** Whether it can ever find what waiting cannot heal, so that an override may speak for it. */
  isOverridable?: boolean;
  judge(snapshot: Snapshot, question: HealthQuestion): RuleVerdict[];
}
