import type { EsgError } from '@esg-recycler/core';
import type { LedgerInstance, InstanceSnapshot } from '@esg-recycler/esg-store';
import { type AttemptVerdict, judgeAttempt } from './attempt.ts';
import { isGateOnly, type PlannedInstance } from '../plan/plan.ts';
import type { AnsibleResult, RollContext, RollView } from './roll-context.ts';
import { asError } from './roll-errors.ts';

export interface AttemptEnd {
  /** What the ledger is to say. */
  change: Partial<LedgerInstance>;
  /** Whom it lets go first, when it was deferred. */
  yieldTo?: readonly string[];
  /** Why the roll must not go on. */
  error?: EsgError;
}

function verdictOn(
  instance: PlannedInstance,
  before: InstanceSnapshot | undefined,
  result: AnsibleResult,
  view: RollView,
): AttemptVerdict {
  const { ssi, target } = instance;
  const now = view.snapshotOf(ssi);
  const isDone = view.planned.find((planned) => planned.ssi === ssi)?.action === 'leave';
  const verification = before && target !== null ? view.prove(ssi, before, target) : undefined;
  const gateOnly = isGateOnly(instance)
    ? { isUnchanged: now !== undefined && now.instanceId === before?.instanceId }
    : undefined;
  return judgeAttempt({ ...result, ssi, isDone, isListed: now !== undefined, verification, gateOnly });
}

function tell(
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

/** What became of an instance after Ansible: only what Spot says now is believed. */
export function concludeAttempt(
  context: RollContext,
  instance: PlannedInstance,
  before: InstanceSnapshot | undefined,
  result: AnsibleResult,
  view: RollView,
): AttemptEnd {
  const { ssi } = instance;
  const verdict = verdictOn(instance, before, result, view);
  tell(context, instance, verdict, result);
  const { state } = verdict;
  return {
    // In few words: the error that ends the roll, and the events, tell the whole of it.
    change: { state, after: view.snapshotOf(ssi), ...('reason' in verdict && { reason: briefOf(verdict) }) },
    ...('yieldTo' in verdict && { yieldTo: verdict.yieldTo }),
    error: asError(ssi, verdict),
  };
}
