import { EsgError } from '@esg-recycler/core';
import type { InstanceSnapshot, Ledger, RunMark } from '@esg-recycler/esg-store';
import { withheld } from '@esg-recycler/spotinst-stateful';
import { isAskedAgain } from '../ansible/not-started.ts';
import { freezeIn } from '../control/freeze.ts';
import { wasRequested } from './attempt.ts';
import { recycledFirst } from './bake.ts';
import { amend, closeLedger, entryFor, failRunning, reconcile } from '../record/ledger.ts';
import { isGateOnly, type PlannedInstance } from '../plan/plan.ts';
import { concludeAttempt } from './conclude-attempt.ts';
import type { RollContext, RollView } from './roll-context.ts';
import { defer, freshTurns, nextInstance, openInstances } from './next-instance.ts';
import {
  checkNothingDue,
  checkTargets,
  endingOf,
  isOutage,
  outcomeOf,
  type Targets,
  withProblem,
} from './roll-errors.ts';

/** The end of a roll; without an error, all due instances are recycled. */
export interface RollEnd {
  ledger: Ledger;
  error?: EsgError;
}

/**
 * Recycles the due instances one by one, reads Spot before and after each, and stops at the first failure.
 *
 * @param opened the ledger of the plan
 * @param targets the images that the plan was made for
 * @param first the reading behind the plan, if the user was not asked since
 */
export async function roll(context: RollContext, opened: Ledger, targets: Targets, first?: RollView): Promise<RollEnd> {
  let ledger = opened;
  let isRequested = false;
  const hasImagesToSet = context.isBeforeImages?.() === true;
  let outageSince: number | undefined;
  /** Instances that need a new recycle although an earlier one was requested or done. */
  const incomplete = new Set<string>();
  const keep = async (next: Ledger): Promise<void> => {
    ledger = next;
    await context.save(next);
  };

  try {
    let view = first ?? (await context.evaluate());
    for (let turns = freshTurns; ;) {
      const { planned, startOf } = view;
      checkTargets(targets, planned);
      await keep(revise(context, ledger, planned));

      const open = openInstances(ledger, planned);
      if (open.length === 0) {
        // The groups may still need their image, unless somebody left instances as they are.
        const isDeclined = ledger.instances.some(({ skippedBy }) => skippedBy !== undefined);
        if (isDeclined || !context.isBeforeImages?.()) break;
        const turn = { recycled: recycledFirst(ledger).length, freeze: freezeIn(view.findings) };
        const permission = await context.permit(turn);
        if (permission.do === 'skip') break;
        if (!permission.hasWaited && !(await context.setImages?.(ledger, keep, turn))) break;
        view = await context.evaluate();
        continue;
      }
      context.checkpoint();
      if (await context.awaitTurn?.(ledger, keep)) {
        view = await context.evaluate();
        continue;
      }
      const next = nextInstance(open, ledger, turns);

      // Once the images are set, an instance under way may need another recycle, which somebody must permit.
      const mayComplete = isGateOnly(next) || (next.isUnderWay && !context.isBeforeImages?.());
      const completes = mayComplete && !incomplete.has(next.ssi);
      const turn = { next, recycled: recycledFirst(ledger).length, freeze: freezeIn(view.findings), completes };
      const permission = await context.permit(turn);
      if (permission.do === 'skip') {
        await keep(skip(context, ledger, next, permission.mark));
        continue;
      }
      // A run that is held, vetoed or not approved leaves the groups as they are.
      if (permission.hasWaited || (!completes && (await context.setImages?.(ledger, keep, turn)))) {
        view = await context.evaluate();
        continue;
      }

      const before = startOf(next.ssi);
      const beforehand = ledger;
      await keep(begin(ledger, next.ssi, before, context.now()));
      // From here on, a hold sees the instance in progress. One that came before is honored.
      if (!(await context.isPermitted(turn))) {
        await keep(beforehand);
        continue;
      }
      const due = open.map(({ ssi }) => ssi);
      const result = await context.runAnsible(next, due, completes);
      isRequested ||= wasRequested(result.events);
      view = await context.evaluate();
      isRequested ||= view.planned.some(({ isUnderWay }) => isUnderWay);

      const { change, error, yieldTo } = concludeAttempt(
        context,
        { instance: next, before, entry: entryFor(ledger, next.ssi) },
        result,
        view,
      );
      // An unchanged instance counts as running until the cluster is restored.
      if (change.state !== 'pending') await keep(amend(ledger, next.ssi, change));
      if (error) {
        const problem = await context.restore(next);
        const now = context.now().getTime();
        const endsAt = (outageSince ?? now) + (context.outageMs ?? 0);
        if (problem === undefined && isOutage(error, result) && now < endsAt) {
          outageSince ??= now;
          context.emit('spot_unreachable', {}, { error: error.message, until: new Date(endsAt).toISOString() });
          await keep(amend(ledger, next.ssi, { state: 'pending', after: undefined }));
          continue;
        }
        if (change.state === 'pending' && problem === undefined) await keep(amend(ledger, next.ssi, change));
        if (error.code === withheld) incomplete.add(next.ssi);
        // The next round asks for the permission, which waits for the end of a freeze.
        if (isAskedAgain(error.code) && change.state === 'pending' && problem === undefined) continue;
        throw withProblem(error, problem);
      }
      outageSince = undefined;
      turns = yieldTo ? defer(turns, next.ssi, yieldTo) : freshTurns;
    }
    await keep(closeLedger(ledger, 'done', context.now()));
    return { ledger };
  } catch (reason) {
    const isImageSet = hasImagesToSet && context.isBeforeImages?.() === false;
    const error = endingOf(reason, { isRequested, isImageSet });
    const closed = closeLedger(failRunning(ledger, error.message), outcomeOf(error), context.now(), error);
    // A store that is away must not hide how the roll ended. The next run closes the record.
    await context.save(closed).catch((failure: unknown) => {
      if (!(failure instanceof EsgError)) throw failure;
    });
    return { ledger: closed, error };
  }
}

/** The ledger with an instance that somebody decided to leave as it is. */
function skip({ emit }: RollContext, ledger: Ledger, { ssi, group: esg }: PlannedInstance, { by }: RunMark): Ledger {
  const reason = `skipped by ${by}`;
  emit('instance_skipped', { esg, ssi }, { reason });
  return amend(ledger, ssi, { state: 'skipped', reason, skippedBy: by });
}

const begin = (ledger: Ledger, ssi: string, before: InstanceSnapshot | undefined, now: Date): Ledger =>
  amend(ledger, ssi, {
    state: 'running',
    before,
    isUnchanged: undefined,
    startedAt: entryFor(ledger, ssi)?.startedAt ?? now.toISOString(),
  });

/** Updates the ledger from a new reading, and emits the differences. */
function revise({ emit }: RollContext, ledger: Ledger, planned: readonly PlannedInstance[]): Ledger {
  checkNothingDue(ledger, planned);
  const { ledger: revised, changes } = reconcile(ledger, planned);
  for (const ssi of [...changes.gone, ...changes.settled]) {
    const { group: esg, reason } = entryFor(revised, ssi) ?? {};
    emit('instance_skipped', { esg, ssi }, { reason });
  }
  if (changes.appended.length > 0) {
    emit('run_planned', {}, { instances: planned, appended: changes.appended });
  }
  return revised;
}
