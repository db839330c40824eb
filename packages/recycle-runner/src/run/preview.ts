import { blocking, type Finding } from '@esg-recycler/core';
import type { LedgerCanary, LedgerImages } from '@esg-recycler/esg-store';
import type { ImageChange } from '@esg-recycler/spotinst-stateful';
import { imagesBefore } from '../record/images-before.ts';
import { lastLedger } from '../record/last-ledger.ts';
import { openCanary } from '../roll/bake.ts';
import { rollbackFindings } from './rollback-findings.ts';
import { filesIn, withScratchFolder } from '../ansible/scratch-files.ts';
import { ansibleSetup, type AnsibleTools, recycleSetup, timeOf } from '../ansible/setup.ts';
import type { RollOptions } from '../cluster/options.ts';
import { rollUnderWay, underWayFinding } from '../cluster/roll-under-way.ts';
import { mergeFindings } from '../plan/plan-findings.ts';
import { inPlannedOrder } from '../plan/plan-order.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { planLog, writeInventory } from '../record/run-folder.ts';
import { countDue } from './objection.ts';
import type { RollSession } from './session.ts';
import { checkPlan } from '../check/check-plan.ts';
import { type GateCheck, type GateView, uncheckedGate } from '../check/gate-view.ts';

/** What `run` would do now, and the findings; reading it changes nothing. */
export interface Preview {
  cluster: string;
  /** The ids of every group of the cluster. */
  groups: string[];
  /** In the order in which they would be recycled. */
  instances: PlannedInstance[];
  gate?: GateCheck;
  /** The images of each group and its instances to recycle, by group id. */
  before: Record<string, LedgerImages>;
  /** The images that the run would set first. */
  imageChanges: ImageChange[];
  canary?: LedgerCanary;
  /** The run that would be rolled back. */
  rollbackOf?: string;
  findings: Finding[];
}

/**
 * Reads the cluster, plans, and runs the health checks for the plan. Takes no lease and changes nothing.
 *
 * @param note called with one line before the health checks, which take a while
 * @throws EsgError exit code 2, see `checkPlan`
 */
export async function readPreview(
  session: RollSession,
  options: RollOptions,
  tools: AnsibleTools,
  note?: (line: string) => void,
): Promise<Preview> {
  const { cluster, groups, read, settings, store } = session;
  const other = await rollUnderWay(store, groups);
  const reading = await read({ withDeployments: true, isBeforeImages: true });
  const { planned, view, imageChanges } = reading;
  const check = async (folder: string): Promise<GateView> => {
    if (countDue(reading.planned) > 0 && !other) await session.checkFirstWatch();
    const setup = await ansibleSetup(tools, session, () => writeInventory(folder));
    const keep = planLog(settings.stateDir, cluster.name);
    return checkPlan(recycleSetup(setup, options), reading, { ...filesIn(folder), keep }, { note });
  };
  // A blocked plan would only get the same findings again.
  const gates = blocking(reading.findings).length > 0 ? uncheckedGate : await withScratchFolder(check);
  return {
    cluster: cluster.name,
    groups,
    instances: inPlannedOrder(planned, gates.yieldTo),
    gate: gates.evaluate,
    before: imagesBefore(view, planned),
    imageChanges,
    canary: openCanary(options.canary, { planned, since: timeOf(options.since) }, await lastLedger(store, groups)),
    rollbackOf: options.rollback,
    findings: [
      ...(other ? [underWayFinding(cluster.name, other)] : []),
      ...mergeFindings(mergeFindings(reading.findings, gates.findings), rollbackFindings(reading, gates, options)),
    ],
  };
}
