import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { Persistence, StatefulInstance } from '@esg-recycler/spotinst-client';
import type { Member } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { follow } from '../watch/follow.ts';
import type { RecycleIntent } from '../records/intents.ts';
import { settleTime } from '../watch/settle.ts';
import { isSameInstance } from '../watch/sighting.ts';
import { judgeSighting, timedOut, type RecycleVerdict, type Watch } from './verdict.ts';

/** How a recycle that was requested, or may have been, has ended. */
export type RecycleOutcome = Exclude<RecycleVerdict, { is: 'waiting' }>;

export interface RecycleWatch extends WaitLimits {
  /** For the events. */
  cluster: string;
  member: Member;
  intent: RecycleIntent;
  /** What the group persists: what a recycle keeps. */
  persistence: Persistence;
  /** The instance as it was read right before the request; absent where that was long ago. */
  justRead?: StatefulInstance;
  /** What to make of an instance that stays as it was for the settle time; undefined: wait on, as once Spot said 200. */
  whenUnchanged: () => RecycleOutcome | undefined;
  /** It was requested by an earlier process: what is not certain yet is waited for, rather than told at once. */
  isLate?: boolean;
  /** Told of every read of the whole group. */
  onRead?: (instances: readonly StatefulInstance[], giveUp: AbortSignal) => Promise<void>;
}

const stopped = ({ group, ssi, replaceRoot }: RecycleIntent): EsgError => {
  const root = replaceRoot ? ` Until then ${group} does not persist its root volumes.` : '';
  return new EsgError(`Stopped while the recycle of ${ssi} may be under way: nobody waits for it now`, {
    code: 'stopped',
    exitCode: ExitCode.stopped,
    hint: `It is on record: run the same again, which waits for its end and proves it, and requests nothing twice.${root}`,
  });
};

/**
 * Waits for the end of a recycle and tells every change of state. Reads that fail say nothing about the instance, so
 * the wait goes on, whatever the reason.
 *
 * @throws EsgError `stopped`, exit code 130, when a stop is asked for; the intent stays open
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
  let silence = '';

  const { verdict, last } = await follow<StatefulInstance | undefined, RecycleOutcome>({
    clock,
    signal,
    pollIntervalMs,
    timeoutMs,
    earlier: justRead && { seen: justRead, since: startedAt, at: startedAt, reads: 1 },
    pausesFirst: justRead !== undefined,
    async read(giveUp) {
      const instances = await member.client.listStatefulInstances(esg, { signal: giveUp });
      silence = '';
      await onRead?.(instances, giveUp);
      return instances.find(({ id }) => id === ssi);
    },
    isSame: isSameInstance,
    decide(sighting) {
      const found = judgeSighting(sighting, watch);
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
      if (message === silence) return;
      silence = message;
      report(`${ssi}: still waiting, though Spot cannot be read: ${message} (${elapsed()})`);
      emit('recycle_state', { cluster, esg, ssi }, { error: message });
    },
  });
  if (verdict === 'stopped') throw stopped(intent);
  if (verdict === 'timeout') return timedOut(last, watch, formatDuration(timeoutMs));
  return verdict;
}

/** Whether nothing has shown an end: the instance may still be replaced at any moment. */
export const mayBeUnderWay = (outcome: RecycleOutcome): boolean =>
  outcome.is === 'failed' && ['recycle-timeout', 'sender-exists'].includes(outcome.code);

/** Whether the end is known: nothing of the request can still be under way. */
export const isOver = (outcome: RecycleOutcome): boolean => outcome.is !== 'failed' || outcome.isOver;
