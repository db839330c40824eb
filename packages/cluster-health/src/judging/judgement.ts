import type { EsgError, Finding } from '@esg-recycler/core';
import type { Gap } from '../kind/gap.ts';
import type { Kind, Standing } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import type { Rule, RuleVerdict } from '../kind/rule.ts';
import { membersListed } from '../rules/members-listed.ts';
import type { Overrides } from './overrides.ts';
import { type Ranks, ranksOf, whoGoesFirst } from './who-goes-first.ts';

/** Whether the node may leave, or is back: what `cluster-health check` prints. */
export interface Judgement {
  /** It may leave now, or is back: no rule stands against it, and no other node goes first. */
  safe: boolean;
  /** Whether the node itself serves; `false` where that cannot be read. */
  serving: boolean;
  role: Standing['role'];
  /** The nodes, still due, that go before this one: those that do not serve, then followers before the leader. */
  yieldTo: string[];
  /** The rules that stand and that waiting cannot heal. */
  unsatisfiable: string[];
  /** The cluster does not serve while the node is away, which was accepted: once it has left, no look finds it whole. */
  outage: boolean;
  findings: Finding[];
}

/** What one kind of check says, with the order in which it would have nodes go; empty where it could not read any. */
export interface KindJudgement extends Judgement {
  ranks: Ranks;
}

/** The rules of a kind, in order, those that all kinds share first. */
export const rulesOf = (kind: Kind): readonly Rule<unknown>[] => [membersListed, ...kind.rules];

const isBlocking = ({ severity = 'block' }: RuleVerdict) => severity === 'block';

function toFinding({ code, source }: Rule<unknown>, verdict: RuleVerdict, reason: string | undefined): Finding {
  const { subject, message, hint, severity = 'block', isLasting } = verdict;
  if (reason !== undefined && severity === 'block' && isLasting) {
    return { code, severity: 'warn', subject, message: `${message} (overridden: ${reason})`, source };
  }
  return { code, severity, subject, message, hint, source };
}

/** Judges what was read; pure. */
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
  const misread = isAbsent && standing.gap?.isLasting ? nodeMisread(question.node, standing.gap) : undefined;
  if (misread) findings.push(misread);
  else if (isAbsent && !findings.some(({ subject }) => subject === question.node)) {
    findings.push(nodeSilent(question.node));
  }
  const isFailing = (finding: Finding) => finding.severity === 'block';
  const ranks = ranksOf((address) => kind.standing(snapshot, address), question);
  const yieldTo = whoGoesFirst(ranks, question);
  // Whoever only asks whether it is safe must not take the leader first either, nor after fewer looks than asked for.
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
        ...(misread ? [misread.code] : []),
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
  message: `Whether ${node} leads the cluster cannot be told yet`,
});

/** Its absence blocks nothing, but nobody should learn of it only from the recycle. */
const nodeSilent = (node: string): Finding => ({
  code: 'node-silent',
  severity: 'warn',
  subject: node,
  message: `${node} itself does not serve: it is recycled all the same, and goes first`,
});

/** It may be well, and lead: whoever cannot be asked for a reason of the options is not recycled as one that is down. */
const nodeMisread = (node: string, { why, hint }: Gap): Finding => ({
  code: 'node-silent',
  severity: 'block',
  subject: node,
  message: `${node} cannot be asked, so whether it is down is not known: ${why}`,
  hint,
});

/** Nothing is known of the cluster, so that only one finding can be told. */
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

/** A cluster that cannot be read is not well yet. */
export const unreadable = (node: string, error: unknown): KindJudgement =>
  unread({
    code: 'cluster-unreadable',
    severity: 'block',
    subject: node,
    message: `The cluster cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'Check from the controller that its nodes can be reached, and the options and credentials of the gate.',
  });

/** A node that is not among those of the cluster never will be: nothing is read for it. */
export const unlisted = (node: string, { code, message, hint }: EsgError): KindJudgement =>
  unread({ code, severity: 'block', subject: node, message, hint }, [code]);
