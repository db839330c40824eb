import type { Finding } from '@esg-recycler/core';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { restoreCluster, restoreHint } from '../ansible/restore-cluster.ts';
import { filesIn, withScratchFolder } from '../ansible/scratch-files.ts';
import { checkPlan } from '../check/check-plan.ts';
import { withoutFreeze } from '../check/without-freeze.ts';
import type { PlanReading } from '../cluster/read-plan.ts';
import { freezeIn } from '../control/freeze.ts';
import { refuseAfter } from '../control/out-of-time.ts';
import { controlRun } from '../control/run-control.ts';
import type { EventFollower } from '../events/event-follower.ts';
import type { RollContext } from '../roll/roll-context.ts';
import { checkTargets, targetsOf } from '../roll/roll-errors.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import { createAnsibleRunner } from './ansible-runner.ts';
import { awaitBake } from './await-bake.ts';
import { awaitSpot } from './await-spot.ts';
import { createImageSetter } from './image-setter.ts';
import type { PlannedRun, RunSetup } from './plan-run.ts';
import type { StopSignals } from './stop-signals.ts';

interface RollEdges {
  stop: StopSignals;
  follower: EventFollower;
  /** Shows questions on the terminal; absent where nobody can be asked. */
  terminal?: { pause: () => void; resume: () => void };
}

/** Restores the cluster after a failure, each time with a separate log. Only a health check may have changed its settings. */
function createRestorer({ lease }: RunSetup, { record, opened, ansible }: PlannedRun): RollContext['restore'] {
  let count = 0;
  return async ({ group }) => {
    if (opened.gate === undefined) return undefined;
    count += 1;
    const { problem } = await restoreCluster(ansible, group, lease.token(), record.folder.helper(`restore-${count}`));
    return problem && `${problem}. ${restoreHint(group)}`;
  };
}

/** Everything that the roll of a planned run uses. */
export function createRollContext(
  setup: RunSetup,
  run: PlannedRun,
  { stop, follower, terminal }: RollEdges,
): RollContext {
  const { session, lease } = setup;
  const { control, canary, timeoutMs, pollIntervalMs } = setup.options;
  const { record, planned, ansible, startedAt } = run;
  const { emit, folder, save } = record;
  const { signal } = stop;
  const checkpoint = (): void => {
    lease.check();
    if (signal.aborted) throw stoppedOnRequest();
  };
  const checkTime = (): void => {
    checkpoint();
    refuseAfter(startedAt, control.stopAfterMs);
  };
  const sleep = (ms: number): Promise<void> => delay(ms, undefined, { signal }).catch(() => {});
  const wait = { timeoutMs, pollIntervalMs, emit, checkpoint, sleep, now: () => Date.now() };
  const read = (): Promise<PlanReading> => session.read({ isBeforeImages: isBeforeImages() });
  const { permit, isPermitted } = controlRun({
    store: session.store,
    run: record.run,
    startedAt,
    options: { ...control, pollIntervalMs },
    canary: canary?.count ?? 1,
    readFreeze: async () => freezeIn((await read()).findings),
    checkpoint,
    emit,
    signal,
    ...(terminal && { terminal }),
  });
  const { setImages, isBeforeImages } = createImageSetter({
    session,
    changes: run.reading.imageChanges,
    run: record.run,
    token: () => lease.token(),
    emit,
    signal,
    isPermitted: (turn) => isPermitted(turn, { withVetoes: true }),
  });
  const evaluate = (): Promise<PlanReading> => awaitSpot(read, wait);
  const check = async (): Promise<readonly Finding[]> => {
    const reading = await evaluate();
    checkTargets(targetsOf(planned), reading.planned);
    return withScratchFolder(async (scratch) => {
      const files = { ...filesIn(scratch), keep: join(folder.path, 'ansible', 'bake.log') };
      const unfrozen = { ...reading, facts: withoutFreeze(reading.facts) };
      return (await checkPlan(ansible, unfrozen, files, { signal })).findings;
    });
  };
  const now = (): Date => new Date();
  return {
    evaluate,
    setImages,
    isBeforeImages,
    outageMs: timeoutMs,
    awaitTurn: (ledger, keep) => awaitBake(ledger, { check, keep, emit, checkpoint: checkTime, now, sleep }),
    permit,
    isPermitted: (turn) => isPermitted(turn, { withVetoes: false }),
    runAnsible: createAnsibleRunner(ansible, { folder, follower, stop, lease }),
    restore: createRestorer(setup, run),
    save,
    emit,
    checkpoint,
    now,
  };
}
