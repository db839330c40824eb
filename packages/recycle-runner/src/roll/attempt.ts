import { ExitCode } from '@esg-recycler/core';
import type { Verification } from '@esg-recycler/spotinst-stateful';
import type { NumberedEvent } from '../events/event-log.ts';
import { type AnsibleFailure, describeExit, failedTask, stoppedCode } from '../ansible/failed-task.ts';
import { isNotStarted } from '../ansible/not-started.ts';
import type { AnsibleResult } from './roll-context.ts';

/** Everything known after Ansible ended: its events, and what the runner itself read from Spot. */
export interface Attempt extends AnsibleResult {
  ssi: string;
  /** The verification by the runner's own read; undefined when the group no longer lists the instance. */
  verification?: Verification;
  /** Whether the group lists the instance, by the runner's own read. */
  isListed: boolean;
  /** By the runner's own read: nothing is left to do for it. */
  isDone: boolean;
  /** Present for an instance that was recycled before and only awaited its health check. */
  gateOnly?: { isUnchanged: boolean };
}

/** The result of an attempt. */
export type AttemptVerdict =
  | { state: 'recycled' }
  | { state: 'deferred'; reason: string; yieldTo: string[] }
  | { state: 'skipped' | 'gone' | 'interrupted'; reason: string }
  /** Unchanged: another instance or a freeze blocks it, a stop was requested, or it needs the permission for a new recycle. */
  | (Omit<AnsibleFailure, 'state'> & { state: 'pending' })
  | AnsibleFailure;

/** How Ansible ended, with its last line of output. */
const describeEnd = (exit: AnsibleResult['exit'], words: string | undefined): string =>
  words === undefined ? describeExit(exit) : `${describeExit(exit)}: ${words}`;

/** Whether a request may have reached Spot: otherwise nothing was changed. */
export const wasRequested = (events: readonly NumberedEvent[]): boolean =>
  events.some(({ event }) => event === 'recycle_requested');

/** With these exit codes, the executable behind a task promises that it changed nothing. */
const changesNothing: ReadonlySet<ExitCode | undefined> = new Set([
  ExitCode.usage,
  ExitCode.refused,
  ExitCode.leaseHeld,
  ExitCode.unreachable,
]);

/**
 * Whether an attempt certainly ended before a request. After an interruption, it is not known; nor for a recycle that
 * another run began.
 */
export function endedBeforeRequest(verdict: AttemptVerdict, events: readonly NumberedEvent[]): boolean {
  const { state } = verdict;
  if (state === 'recycled' || state === 'interrupted' || wasRequested(events)) return false;
  return state !== 'failed' || changesNothing.has(verdict.exitCode);
}

/** The instances that go first; undefined when this one was not deferred. */
function deferral(events: readonly NumberedEvent[]): string[] | undefined {
  const names = events.findLast(({ event }) => event === 'instance_deferred')?.event_data['yieldTo'];
  return Array.isArray(names) ? names.map(String) : undefined;
}

/**
 * The result of an attempt. Recycled requires all of: Ansible succeeded, the role finished the instance, a health check
 * passed after the recycle, and the runner's own read verifies the recycle. For an instance that only awaited its health
 * check, the read must show the same machine.
 */
export function judgeAttempt({
  ssi,
  exit,
  events,
  verification,
  isListed,
  isDone,
  gateOnly,
  wasPressed,
  lastWords,
}: Attempt): AttemptVerdict {
  const own = events.filter((event) => event.ssi === ssi);
  const finished = own.some(({ event }) => event === 'instance_finished');
  const gated = own.some(({ event, event_data }) => event === 'gate_passed' && event_data['phase'] === 'after');
  if (exit.exitCode === 0) {
    const isVerified = isDone && (verification?.verified || gateOnly?.isUnchanged);
    if (finished && gated && isVerified) return { state: 'recycled' };
    const yieldTo = deferral(own);
    if (yieldTo && !wasRequested(own))
      return {
        state: 'deferred',
        reason: `${yieldTo.join(', ')} ${yieldTo.length === 1 ? 'goes' : 'go'} first`,
        yieldTo,
      };
    if (!gateOnly && isDone && !wasRequested(own)) return { state: 'skipped', reason: 'up to date' };
    const missing = [
      ...(finished ? [] : ['the role did not finish the instance']),
      ...(gated ? [] : ['no health check passed after the recycle']),
      ...(verification ? verification.findings.map(({ message }) => message) : [`${ssi} is no longer in its group`]),
    ];
    return { state: 'failed', code: 'not-proved', reason: `Ansible succeeded, but ${missing.join('; ')}` };
  }
  if (wasPressed) {
    const left = wasRequested(own) ? 'its recycle continues in Spot' : 'no recycle was requested';
    return { state: 'interrupted', reason: `interrupted by the user: ${left}` };
  }
  if (!isListed && !wasRequested(own)) return { state: 'gone', reason: 'no longer in its group' };
  const hint = 'Read the end of its log in the run folder (ansible/).';
  const failure = failedTask(events);
  if (failure?.code === stoppedCode && wasRequested(own)) return { state: 'interrupted', reason: failure.reason };
  if (failure && isNotStarted(failure.code) && !wasRequested(own)) {
    return { ...failure, state: 'pending' };
  }
  return failure ?? { state: 'failed', code: 'ansible-failed', reason: describeEnd(exit, lastWords), hint };
}
