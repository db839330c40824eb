import type { EsgError, Finding, Measure } from '@esg-recycler/core';
import type { Gap } from '../kind/gap.ts';
import type { Kind, Standing } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import type { Rule, RuleVerdict } from '../kind/rule.ts';
import { membersListed } from '../rules/members-listed.ts';
import type { Overrides } from './overrides.ts';
import { type Ranks, ranksOf, whoGoesFirst } from './who-goes-first.ts';

/** Whether the node may leave, or is back. `cluster-health check` prints it. */
export interface Judgement {
  /** It may leave now, or is back: no rule fails, and no other node goes first. */
  safe: boolean;
  /** Whether the node itself serves; `false` if that cannot be read. */
  serving: boolean;
  role: Standing['role'];
  /** The due nodes that go before this one: nodes that do not serve, then followers before the leader. */
  yieldTo: string[];
  /** The failing rules whose problems do not resolve on their own. */
  unsatisfiable: string[];
  /** An accepted outage: the cluster is down while the node is out, so no check passes in that time. */
  outage: boolean;
  findings: Finding[];
  /** What was read, for people; absent if several nodes are checked at once. */
  numbers?: Measure[];
}

/** The result of one kind, with its order of nodes; empty if it could not read any. */
export interface KindJudgement extends Judgement {
  ranks: Ranks;
}

/** The rules of a kind in order, the common rules first. */
export const rulesOf = (kind: Kind): readonly Rule<unknown>[] => [membersListed, ...kind.rules];

const isBlocking = ({ severity = 'block' }: RuleVerdict) => severity === 'block';

function toFinding({ code, source }: Rule<unknown>, verdict: RuleVerdict, reason: string | undefined): Finding {
  const { subject, message, hint, severity = 'block', isLasting } = verdict;
  if (reason !== undefined && severity === 'block' && isLasting) {
    return { code, severity: 'warn', subject, message: `${message} (overridden: ${reason})`, source };
  }
  return { code, severity, subject, message, hint, source };
}

/** Evaluates what was read. Pure. */
export function judge(kind: Kind, read: unknown, question: HealthQuestion, overrides: Overrides): KindJudgement {
  const snapshot = kind.snapshotFor?.(read, question) ?? read;
  const judged = rulesOf(kind).flatMap((rule) =>
    rule
      .judge(snapshot, question)
      .map((verdict) => ({ verdict, finding: toFinding(rule, verdict, overrides.get(rule.code)) })),
  );
  const standing = kind.standing(snapshot, question.node);
  const findings = judged.map(({ finding }) => finding);
  if (standing.isServing && standing.role === 'unknown') findings.push(roleUnknown(question.node));
  const isAbsent = !standing.isServing && question.phase === 'before';
  const unreachable = isAbsent && standing.gap?.isLasting ? noResponseFrom(question.node, standing.gap) : undefined;
  if (unreachable) findings.push(unreachable);
  else if (isAbsent && !findings.some(({ subject }) => subject === question.node)) {
    findings.push(nodeSilent(question.node));
  }
  const isFailing = (finding: Finding) => finding.severity === 'block';
  const ranks = ranksOf((address) => kind.standing(snapshot, address), question);
  const yieldTo = whoGoesFirst(ranks, question);
  // safe includes the order, so that a caller that reads only safe does not take the leader first.
  const safe = !findings.some(isFailing) && yieldTo.length === 0;
  return {
    safe,
    serving: standing.isServing,
    role: standing.role,
    yieldTo,
    unsatisfiable: [
      ...new Set([
        ...judged
          .filter(({ verdict, finding }) => verdict.isLasting && isBlocking(verdict) && isFailing(finding))
          .map(({ finding }) => finding.code),
        ...(unreachable ? [unreachable.code] : []),
      ]),
    ],
    outage: safe && judged.some(({ verdict }) => verdict.isOutage),
    findings,
    ranks,
  };
}

const roleUnknown = (node: string): Finding => ({
  code: 'role-unknown',
  severity: 'block',
  subject: node,
  message: `Cannot determine yet whether ${node} leads the cluster`,
  hint: 'Wait for the election to end.',
});

/** The absence of the leaving node blocks nothing, but is reported before the recycle. */
const nodeSilent = (node: string): Finding => ({
  code: 'node-silent',
  severity: 'warn',
  subject: node,
  message: `${node} itself does not serve: it can be recycled, and goes before the other nodes`,
});

/** It may be healthy and lead: a node that cannot be queried because of the options does not count as down. */
const noResponseFrom = (node: string, { why, hint }: Gap): Finding => ({
  code: 'node-silent',
  severity: 'block',
  subject: node,
  message: `${node} cannot be queried, so it is unknown whether it is down: ${why}`,
  hint,
});

/** Nothing could be read, so there is only one finding. */
const unread = (finding: Finding, unsatisfiable: string[] = []): KindJudgement => ({
  safe: false,
  serving: false,
  role: 'unknown',
  yieldTo: [],
  unsatisfiable,
  outage: false,
  findings: [finding],
  ranks: new Map(),
});

/** A cluster that cannot be read is unhealthy. */
export const unreadable = (node: string, error: unknown): KindJudgement =>
  unread({
    code: 'cluster-unreadable',
    severity: 'block',
    subject: node,
    message: `The cluster cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'Check that its nodes are reachable from the controller, and the options and credentials of the health check.',
  });

/** A node that is not listed cannot become listed by waiting. Nothing is read for it. */
export const unlisted = (node: string, { code, message, hint }: EsgError): KindJudgement =>
  unread({ code, severity: 'block', subject: node, message, hint }, [code]);
