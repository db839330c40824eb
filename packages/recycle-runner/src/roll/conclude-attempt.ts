import type { EsgError } from '@esg-recycler/core';
import type { InstanceSnapshot, LedgerEvidence, LedgerInstance } from '@esg-recycler/esg-store';
import { type AttemptVerdict, endedBeforeRequest, judgeAttempt } from './attempt.ts';
import { traceOf, withTrace } from '../record/trace.ts';
import { isContinued, isGateOnly, type PlannedInstance } from '../plan/plan.ts';
import type { AnsibleResult, RollContext, RollView } from './roll-context.ts';
import { asError } from './roll-errors.ts';

export interface AttemptEnd {
  /** The change of the ledger. */
  change: Partial<LedgerInstance>;
  /** The instances that go first, when this one was deferred. */
  yieldTo?: readonly string[];
  /** Why the roll must stop. */
  error?: EsgError;
}

/** The instance of an attempt, and what was known about it before. */
export interface Attempted {
  instance: PlannedInstance;
  before: InstanceSnapshot | undefined;
  /** Its entry in the ledger. */
  entry: LedgerInstance | undefined;
}

function verdictOn({ instance, before }: Attempted, result: AnsibleResult, view: RollView): AttemptVerdict {
  const { ssi, target } = instance;
  const now = view.snapshotOf(ssi);
  const isDone = view.planned.find((planned) => planned.ssi === ssi)?.action === 'leave';
  const verification = before && target !== null ? view.verify(ssi, before, target) : undefined;
  const gateOnly = isGateOnly(instance)
    ? { isUnchanged: now !== undefined && now.instanceId === before?.instanceId }
    : undefined;
  return judgeAttempt({ ...result, ssi, isDone, isListed: now !== undefined, verification, gateOnly });
}

function emitResult(
  { emit }: RollContext,
  { ssi, group: esg }: PlannedInstance,
  verdict: AttemptVerdict,
  result: AnsibleResult,
): void {
  const isKnown = (name: string): boolean => result.events.some(({ event }) => event === name);
  if ((verdict.state === 'skipped' || verdict.state === 'gone') && !isKnown('instance_skipped')) {
    emit('instance_skipped', { esg, ssi }, { reason: verdict.reason });
  }
  if ((verdict.state === 'failed' || verdict.state === 'interrupted') && !isKnown('instance_failed')) {
    emit('instance_failed', { esg, ssi }, { msg: verdict.reason, ...('code' in verdict && { code: verdict.code }) });
  }
}

const briefOf = (verdict: Extract<AttemptVerdict, { reason: string }>): string =>
  ('brief' in verdict ? verdict.brief : undefined) ?? verdict.reason;

/** The comparison with the instance before its recycle, which an earlier run may have begun. */
function evidenceFor({ instance, before, entry }: Attempted, view: RollView): LedgerEvidence[] | undefined {
  const start = entry?.earlier?.before ?? before;
  return start && instance.target !== null ? view.verify(instance.ssi, start, instance.target)?.evidence : undefined;
}

/** The result of an instance after Ansible ended, checked against what Spot reports now. */
export function concludeAttempt(
  context: RollContext,
  attempted: Attempted,
  result: AnsibleResult,
  view: RollView,
): AttemptEnd {
  const { instance, entry } = attempted;
  const { ssi } = instance;
  const verdict = verdictOn(attempted, result, view);
  emitResult(context, instance, verdict, result);
  const { state } = verdict;
  const own = result.events.filter((event) => event.ssi === ssi);
  const after = view.snapshotOf(ssi);
  const isSame = verdict.state === 'gone' || (after !== undefined && after.instanceId === attempted.before?.instanceId);
  const isUnchanged = isSame && !isContinued(instance) && endedBeforeRequest(verdict, own);
  return {
    // The short form: the error and the events have the complete reason.
    change: {
      state,
      after,
      finishedAt: context.now().toISOString(),
      isUnchanged: isUnchanged || undefined,
      ...withTrace(entry ?? {}, traceOf(result.events, ssi)),
      ...(state === 'recycled' && { evidence: evidenceFor(attempted, view) }),
      ...('reason' in verdict && { reason: briefOf(verdict) }),
    },
    ...('yieldTo' in verdict && { yieldTo: verdict.yieldTo }),
    error: asError(ssi, verdict),
  };
}
