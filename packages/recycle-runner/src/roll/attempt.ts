import type { Verification } from '@esg-recycler/spotinst-stateful';
import type { NumberedEvent } from '../events/event-log.ts';
import { type AnsibleFailure, describeExit, failedTask, isElsewhere } from '../ansible/failed-task.ts';
import type { AnsibleResult } from './roll-context.ts';

/** Everything that is known once Ansible has ended: what it said, and what the runner read in Spot by itself. */
export interface Attempt extends AnsibleResult {
  ssi: string;
  /** What the runner's own read proves; undefined when the group no longer lists the instance. */
  verification?: Verification;
  /** Whether the group lists the instance, by the runner's own read. */
  isListed: boolean;
  /** By the runner's own read: nothing is left to do for it. */
  isDone: boolean;
  /** It was recycled before, and only its gate was left; then whether it is still what it was. */
  gateOnly?: { isUnchanged: boolean };
}

/** What became of an instance. */
export type AttemptVerdict =
  | { state: 'recycled' }
  | { state: 'deferred'; reason: string; yieldTo: string[] }
  | { state: 'skipped' | 'gone' | 'interrupted'; reason: string }
  /** Not touched, because of another instance. */
  | (Omit<AnsibleFailure, 'state'> & { state: 'pending' })
  | AnsibleFailure;

/** How Ansible ended, with its own last words. */
const sayEnd = (exit: AnsibleResult['exit'], words: string | undefined): string =>
  words === undefined ? describeExit(exit) : `${describeExit(exit)}: ${words}`;

/** Whether a request may have reached Spot: only then was anything touched. */
export const wasRequested = (events: readonly NumberedEvent[]): boolean =>
  events.some(({ event }) => event === 'recycle_requested');

/** Whom an instance lets go first; undefined when it was not deferred. */
function deferral(events: readonly NumberedEvent[]): string[] | undefined {
  const names = events.findLast(({ event }) => event === 'instance_deferred')?.event_data['yieldTo'];
  return Array.isArray(names) ? names.map(String) : undefined;
}

/**
 * What an attempt came to. Recycled means all of: Ansible ended well, the role finished the instance, a gate was passed
 * after the recycle, and the runner's own read proves it. Of one that was proved before and only awaited its gate, the
 * read must show that it is the same.
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
    const seen = isDone && (verification?.verified || gateOnly?.isUnchanged);
    if (finished && gated && seen) return { state: 'recycled' };
    const yieldTo = deferral(own);
    if (yieldTo && !wasRequested(own))
      return { state: 'deferred', reason: `lets ${yieldTo.join(', ')} go first`, yieldTo };
    if (!gateOnly && isDone && !wasRequested(own)) return { state: 'skipped', reason: 'on the target already' };
    const missing = [
      ...(finished ? [] : ['the role did not finish the instance']),
      ...(gated ? [] : ['no gate was passed after the recycle']),
      ...(verification ? verification.findings.map(({ message }) => message) : [`${ssi} is no longer in its group`]),
    ];
    return { state: 'failed', code: 'not-proved', reason: `Ansible ended well, but ${missing.join('; ')}` };
  }
  if (wasPressed) {
    const left = wasRequested(own)
      ? 'its recycle had been requested, and Spot goes on with it'
      : 'nothing had been requested';
    return { state: 'interrupted', reason: `ended by the user: ${left}` };
  }
  if (!isListed && !wasRequested(own)) return { state: 'gone', reason: 'no longer in its group' };
  const hint = 'The last lines of its log in the run folder say why (ansible/).';
  const failure = failedTask(events);
  if (failure && isElsewhere(failure.code) && !wasRequested(own)) {
    return { ...failure, state: 'pending', reason: `not touched: ${failure.reason}` };
  }
  return failure ?? { state: 'failed', code: 'ansible-failed', reason: sayEnd(exit, lastWords), hint };
}
