import type { Finding } from '@esg-recycler/core';
import type { Kind, Standing } from './kind.ts';
import { membersListed } from './members-listed.ts';
import type { Overrides } from './override.ts';
import type { Question } from './question.ts';
import type { Rule, Verdict } from './rule.ts';

/** Whether the node may leave, or is back: what `cluster-health check` prints. */
export interface Judgement {
  /** It may leave now, or is back: no rule stands against it, and no other node goes first. */
  safe: boolean;
  role: Standing['role'];
  /** The nodes, still due, that go before this one: those that do not serve, then followers before the leader. */
  yieldTo: string[];
  /** The rules that stand and that waiting cannot heal. */
  unsatisfiable: string[];
  /** The cluster does not serve while the node is away, which was accepted: once it has left, no look finds it whole. */
  outage: boolean;
  findings: Finding[];
}

/** The rules of a kind, in order, those that all kinds share first. */
export const rulesOf = (kind: Kind): readonly Rule<unknown>[] => [membersListed, ...kind.rules];

const isBlocking = ({ severity = 'block' }: Verdict) => severity === 'block';

function toFinding({ code, source }: Rule<unknown>, verdict: Verdict, reason: string | undefined): Finding {
  const { subject, message, hint, severity = 'block', isLasting } = verdict;
  if (reason !== undefined && severity === 'block' && isLasting) {
    return { code, severity: 'warn', subject, message: `${message} (overridden: ${reason})`, source };
  }
  return { code, severity, subject, message, hint, source };
}

/** Which nodes go first: those that do not serve, those that can never lead, those that may, the leader. */
function rank({ isServing, role, isEligible = false }: Standing): number {
  if (!isServing) return 0;
  return role === 'leader' ? 3 : isEligible ? 2 : 1;
}

/** A node that is back leaves no more, but waits in vain as long as one that is due does not serve. */
function whoGoesFirst(kind: Kind, snapshot: unknown, { phase, node, due }: Question): string[] {
  const standingOf = (address: string) => kind.standing(snapshot, address);
  const ranked = (address: string) => rank(standingOf(address));
  const isFirst = (address: string) =>
    phase === 'before' ? ranked(address) < ranked(node) : !standingOf(address).isServing;
  return due
    .filter((address) => address !== node && isFirst(address))
    .toSorted((one, other) => ranked(one) - ranked(other));
}

/** Judges what was read; pure. */
export function judge(kind: Kind, snapshot: unknown, question: Question, overrides: Overrides): Judgement {
  const judged = rulesOf(kind).flatMap((rule) =>
    rule
      .judge(snapshot, question)
      .map((verdict) => ({ verdict, finding: toFinding(rule, verdict, overrides.get(rule.code)) })),
  );
  const standing = kind.standing(snapshot, question.node);
  const findings = judged.map(({ finding }) => finding);
  if (standing.isServing && standing.role === 'unknown') findings.push(roleUnknown(question.node));
  if (
    !standing.isServing &&
    question.phase === 'before' &&
    !findings.some(({ subject }) => subject === question.node)
  ) {
    findings.push(nodeSilent(question.node));
  }
  const isShut = (finding: Finding) => finding.severity === 'block';
  const yieldTo = whoGoesFirst(kind, snapshot, question);
  // Whoever only asks whether it is safe must not take the leader first either, nor after fewer looks than asked for.
  const safe = !findings.some(isShut) && yieldTo.length === 0;
  return {
    safe,
    role: standing.role,
    yieldTo,
    unsatisfiable: [
      ...new Set(
        judged
          .filter(({ verdict, finding }) => verdict.isLasting && isBlocking(verdict) && isShut(finding))
          .map(({ finding }) => finding.code),
      ),
    ],
    outage: safe && judged.some(({ verdict }) => verdict.isOutage),
    findings,
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

/** A cluster that cannot be read is not well yet. */
export const unreadable = (node: string, error: unknown): Judgement => ({
  safe: false,
  role: 'unknown',
  yieldTo: [],
  unsatisfiable: [],
  outage: false,
  findings: [
    {
      code: 'cluster-unreadable',
      severity: 'block',
      subject: node,
      message: `The cluster cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      hint: 'Check from the controller that its nodes can be reached, and the options and credentials of the gate.',
    },
  ],
});
