import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { Persistence, StatefulInstance } from '@esg-recycler/spotinst-client';
import type { Member } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { follow } from '../watch/follow.ts';
import type { RecycleIntent } from '../records/intents.ts';
import { settleTime } from '../watch/settle.ts';
import { isSameInstance } from '../watch/observation.ts';
import { judgeObservation, timedOut, type RecycleVerdict, type Watch } from './verdict.ts';

/** The result of a recycle that was or may have been requested. */
export type RecycleOutcome = Exclude<RecycleVerdict, { is: 'waiting' }>;

export interface RecycleWatch extends WaitLimits {
  /** For the events. */
  cluster: string;
  member: Member;
  intent: RecycleIntent;
  /** What the group persists, which a recycle must keep. */
  persistence: Persistence;
  /** The instance as it was read right before the request; absent when that was long ago. */
  justRead?: StatefulInstance;
  /** The outcome for an instance that is unchanged for the settle time; undefined: continue to wait. */
  whenUnchanged: () => RecycleOutcome | undefined;
  /** An earlier process requested it: wait for what is not certain yet, instead of reporting it at once. */
  isLate?: boolean;
  /** Called with every read of the group. */
  onRead?: (instances: readonly StatefulInstance[], giveUp: AbortSignal) => Promise<void>;
}

const stopped = ({ group, ssi, replaceRoot }: RecycleIntent): EsgError => {
  const root = replaceRoot ? ` Until then, root persistence of ${group} is off.` : '';
  return new EsgError(`Stopped while the recycle of ${ssi} may be in progress: Spot continues it`, {
    code: 'stopped',
    exitCode: ExitCode.stopped,
    hint: `The request is recorded. Run the same command again: it waits for the result and verifies it, and does not request the recycle twice.${root}`,
  });
};

/**
 * Waits for the result of a recycle and reports every change of state. A failed read says nothing about the instance, so
 * the wait continues.
 *
 * @throws EsgError `stopped`, exit code 130, when a stop is requested; the intent stays open
 */
export async function watchRecycle(context: Context, options: RecycleWatch): Promise<RecycleOutcome> {
  const { member, intent, cluster, persistence, justRead, whenUnchanged, isLate, pollIntervalMs, timeoutMs, onRead } =
    options;
  const { clock, signal, emit, report } = context;
  const { group: esg, ssi } = intent;
  const watch: Watch = {
    esg,
    ssi,
    before: intent,
    target: intent.target,
    persistence,
    replacesRoot: intent.replaceRoot,
    settleMs: settleTime(pollIntervalMs, context),
  };
  const startedAt = clock.now();
  const elapsed = () => formatDuration(clock.now() - startedAt);
  let lastError = '';

  const { verdict, last } = await follow<StatefulInstance | undefined, RecycleOutcome>({
    clock,
    signal,
    pollIntervalMs,
    timeoutMs,
    earlier: justRead && { seen: justRead, since: startedAt, at: startedAt, reads: 1 },
    pausesFirst: justRead !== undefined,
    async read(giveUp) {
      const instances = await member.client.listStatefulInstances(esg, { signal: giveUp });
      lastError = '';
      await onRead?.(instances, giveUp);
      return instances.find(({ id }) => id === ssi);
    },
    isSame: isSameInstance,
    decide(observation) {
      const found = judgeObservation(observation, watch);
      if (found.is === 'waiting') return undefined;
      if (found.is === 'unchanged') return whenUnchanged();
      return isLate && found.is === 'failed' && found.code === 'instance-vanished' && !found.isOver ? undefined : found;
    },
    onChange({ seen: instance }) {
      const state = instance?.state ?? 'not listed';
      const instanceId = instance?.instanceId ?? null;
      report(`${ssi} ${state}${instanceId ? ` ${instanceId}` : ''} (${elapsed()})`);
      emit('recycle_state', { cluster, esg, ssi }, { state, instanceId });
    },
    onReadError({ message }) {
      if (message === lastError) return;
      lastError = message;
      report(`${ssi}: still waiting, but Spot cannot be read: ${message} (${elapsed()})`);
      emit('recycle_state', { cluster, esg, ssi }, { error: message });
    },
  });
  if (verdict === 'stopped') throw stopped(intent);
  if (verdict === 'timeout') return timedOut(last, watch, formatDuration(timeoutMs));
  return verdict;
}

/** Whether the result is unknown: Spot may still replace the instance at any moment. */
export const mayBeUnderWay = (outcome: RecycleOutcome): boolean =>
  outcome.is === 'failed' && ['recycle-timeout', 'sender-exists'].includes(outcome.code);

/** Whether the result is final: the request can no longer be in progress. */
export const isOver = (outcome: RecycleOutcome): boolean => outcome.is !== 'failed' || outcome.isOver;
