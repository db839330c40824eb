import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode, formatDuration } from '@esg-recycler/core';
import { type CampaignReading, needsRun, obstacleOf } from './read-cluster.ts';
import type { ReadClusterEntry } from './open-campaign.ts';
import type { ClusterOutcome, ClusterResult, WaveResult } from './report.ts';
import type { CampaignCluster } from './resolve-waves.ts';
import type { ClusterRun } from './run-cluster.ts';
import { endWith, type RunEnd } from './run-follower.ts';
import { type NextAction, nextAction, type Phase, type WaveEnd, type WaveState } from './schedule.ts';

/** What a wave needs from outside. */
export interface WaveContext {
  start: (cluster: CampaignCluster) => ClusterRun;
  /** Reads clusters again. */
  read: (clusters: readonly CampaignCluster[]) => Promise<ReadClusterEntry[]>;
  /** The limits as they are now. */
  limits: () => Pick<WaveState, 'atOnce' | 'stopAfterFailures' | 'isStopping' | 'opensInMs' | 'leftMs'>;
  /** Aborted by the first stop signal. */
  stop: AbortSignal;
  /** Called with the running clusters' runs when they change, to pass on further signals. */
  watch: (runs: readonly ClusterRun[]) => void;
  note: (line: string) => void;
  /** The time window as the user wrote it. */
  window?: string;
}

/** The clock and the time window are checked again at least this often, because the machine may sleep. */
const longestWaitMs = 60_000;
/** The same while a cluster waits for a worker: it must not start after the end of the time window. */
const longestQueuedMs = 1000;

const phaseAfter = ({ exitCode }: RunEnd): Phase => {
  if (exitCode === ExitCode.done) return 'done';
  if (exitCode === ExitCode.leaseHeld) return 'held';
  return exitCode === ExitCode.stopped ? 'stopped' : 'failed';
};

interface Entry {
  cluster: CampaignCluster;
  phase: Phase;
  run?: ClusterRun;
  startedAt?: number;
  /** Stops waiting for the run. */
  forget?: () => void;
  end?: RunEnd;
  seconds?: number;
}

const outcomes: Record<Exclude<Phase, 'done'>, ClusterOutcome> = {
  waiting: 'not-started',
  queued: 'not-started',
  running: 'failed',
  failed: 'failed',
  held: 'held',
  blocked: 'held',
  stopped: 'stopped',
};

const resultOf = ({ cluster: { title, name, account }, phase, end, seconds }: Entry): ClusterResult => ({
  cluster: title,
  id: name,
  account,
  result: phase === 'done' ? (end ? 'done' : 'nothing-due') : outcomes[phase],
  ...(seconds !== undefined && { seconds }),
  ...end,
});

function describeEnd({ cluster, end, seconds }: Entry, phase: Phase): string {
  if (phase === 'done') return `${cluster.title}: done, ${end?.recycled ?? 0} recycled in ${seconds}s`;
  return `${cluster.title}: ${outcomes[phase]}: ${end?.error?.message ?? 'no reason reported'}`;
}

/** A cluster that needs no run is done, or is read again at the end of the wave. */
function enter(cluster: CampaignCluster, reading: CampaignReading): Entry {
  if (needsRun(reading)) return { cluster, phase: 'waiting' };
  const obstacle = obstacleOf(cluster.title, reading);
  return obstacle ? { cluster, phase: 'held', end: endWith(obstacle) } : { cluster, phase: 'done' };
}

/** Rolls the clusters of one wave, as {@link nextAction} decides. */
export async function runWave(
  name: string,
  readings: readonly ReadClusterEntry[],
  context: WaveContext,
): Promise<WaveResult> {
  const entries = new Map<string, Entry>(
    readings.map(({ cluster, reading }) => [cluster.key, enter(cluster, reading)]),
  );
  const pending = new Set<Promise<void>>();
  let isStopSent = false;
  let wasWaiting = false;

  const runs = (): ClusterRun[] =>
    [...entries.values()].flatMap(({ phase, run }) => (phase === 'running' && run ? [run] : []));

  const start = (key: string): void => {
    const entry = entries.get(key)!;
    const run = context.start(entry.cluster);
    Object.assign(entry, { phase: run.queued ? 'queued' : 'running', run, startedAt: performance.now() });
    context.note(`${name}: ${entry.cluster.title}: ${run.queued ? 'waiting for a worker' : 'started'}`);
    const ended: Promise<void> = run.ended.then((end) => {
      const phase = phaseAfter(end);
      Object.assign(entry, { phase, end, seconds: Math.round((performance.now() - entry.startedAt!) / 1000) });
      pending.delete(ended);
      context.watch(runs());
      context.note(`${name}: ${describeEnd(entry, phase)}`);
    });
    pending.add(ended);
    entry.forget = () => pending.delete(ended);
    void run.queued?.taken.then((worker) => {
      if (entry.phase !== 'queued') return;
      Object.assign(entry, { phase: 'running', startedAt: performance.now() });
      context.note(`${name}: ${entry.cluster.title}: started on worker ${worker}`);
      context.watch(runs());
    });
    context.watch(runs());
  };

  const withdraw = async (key: string): Promise<void> => {
    const entry = entries.get(key)!;
    if (!(await entry.run?.queued?.withdraw())) {
      // A worker has just taken it.
      if (entry.phase === 'queued') entry.phase = 'running';
      return;
    }
    entry.forget?.();
    Object.assign(entry, { phase: 'waiting', run: undefined, startedAt: undefined, forget: undefined });
    context.note(`${name}: ${entry.cluster.title}: taken back from the queue`);
  };

  const wait = async (ms: number): Promise<void> => {
    const { opensInMs, isStopping } = context.limits();
    const isWaiting = opensInMs > 0 && !isStopping && [...entries.values()].some(({ phase }) => phase === 'waiting');
    if (isWaiting && !wasWaiting)
      context.note(`${name}: no cluster starts before ${context.window}, which is in ${formatDuration(opensInMs)}`);
    wasWaiting = isWaiting;
    const timer = new AbortController();
    const isQueued = [...entries.values()].some(({ phase }) => phase === 'queued');
    const pause = sleep(Math.min(ms, isQueued ? longestQueuedMs : longestWaitMs), undefined, {
      signal: timer.signal,
    }).catch(() => {});
    const stopped = new Promise<void>((resolve) => {
      if (!context.stop.aborted) context.stop.addEventListener('abort', () => resolve(), { signal: timer.signal });
    });
    await Promise.race([...pending, pause, stopped]);
    timer.abort();
  };

  const readAgain = async (keys: readonly string[]): Promise<void> => {
    const clusters = keys.map((key) => entries.get(key)!.cluster);
    for (const { cluster, reading } of await context.read(clusters)) {
      const again = enter(cluster, reading);
      // Another process finished it, so the refusal of its run no longer counts.
      const change =
        again.phase === 'done' ? { ...again, end: undefined, seconds: undefined } : { ...again, phase: 'blocked' };
      Object.assign(entries.get(cluster.key)!, change);
    }
  };

  const perform = async (action: Exclude<NextAction, { do: 'end' }>): Promise<void> => {
    if (action.do === 'start') action.keys.forEach(start);
    else if (action.do === 'wait') await wait(action.ms);
    else if (action.do === 'read-again') await readAgain(action.keys);
    else if (action.do === 'withdraw') await Promise.all(action.keys.map(withdraw));
    else {
      isStopSent = true;
      for (const run of runs()) run.signal('SIGTERM');
    }
  };

  const finish = (outcome: WaveEnd): WaveResult => ({ name, outcome, clusters: [...entries.values()].map(resultOf) });

  for (const entry of entries.values())
    if (entry.phase === 'held') context.note(`${name}: ${describeEnd(entry, entry.phase)}`);
  for (;;) {
    const clusters = [...entries].map(([key, { phase }]) => ({ key, phase }));
    const action = nextAction({ clusters, ...context.limits() }, isStopSent);
    if (action.do === 'end') return finish(action.end);
    await perform(action);
  }
}
