import {
  createEventWriter,
  type EmitEvent,
  environmentVariables,
  type EventSubject,
  resolveSettings,
} from '@esg-recycler/core';
import type { ClusterCheck } from '@esg-recycler/cluster-health';
import {
  type Cluster,
  type Context,
  contextOf,
  groupIdsOf,
  locateCluster,
  type StatefulSession,
  withSession,
  withStopSignal,
} from '@esg-recycler/spotinst-stateful';
import { decodeLease } from '@esg-recycler/esg-store';
import type { StepRequest } from '../request.ts';
import { readVariables, type RollSettings } from '../settings/variables.ts';
import { endIfStopped } from './end-if-stopped.ts';
import { openCheck, overriddenNames, takeOverReason } from './open-check.ts';

/** The input of a step. */
export interface Step {
  request: StepRequest;
  roll: RollSettings;
  context: Context;
  cluster: Cluster;
  /** The health check; undefined when none is configured. */
  check?: ClusterCheck;
  /** Whether only an earlier recycle may be completed: no new one is requested. */
  completesOnly: boolean;
  /** Overridden rules that do not belong to the health check. */
  overridden: string[];
  /** The subject of events. */
  subject: EventSubject;
  emit: EmitEvent;
  /** @throws EsgError `lease-lost`, exit code 4, when the lease is no longer ours; does nothing in check mode */
  verifyLease: () => Promise<void>;
}

const settingsOf = ({ settings }: StepRequest) =>
  settings ? resolveSettings({ configPath: '-', stdin: () => JSON.stringify(settings) }) : resolveSettings();

/**
 * Reads the variables, opens Spot, store and health check, and runs one step.
 *
 * @param options.waits whether it waits for a store that is away while the lease runs; true by default
 * @param options.stopFile a file that ends the step, once it exists, while no recycle of the instance was requested
 */
export async function withStep<T>(
  request: StepRequest,
  use: (step: Step) => Promise<T>,
  { waits = true, stopFile: file }: { waits?: boolean; stopFile?: string } = {},
): Promise<T> {
  const roll = readVariables(request.variables, request.runOverrides);
  const overridden = overriddenNames(roll);
  const check = await openCheck(roll);
  const leaseToken = request.lease ?? process.env[environmentVariables.lease];
  const completesOnly = Boolean(process.env[environmentVariables.completes]);
  const emit = createEventWriter();
  const run = (session: StatefulSession): Promise<T> =>
    withStopSignal(async (signal, stopFile) => {
      const context = contextOf(session, { leaseToken, signal, stopFile, emit, takeOver: takeOverReason(roll) });
      if (!request.assessment?.isUnderWay) stopFile?.watch();
      return endIfStopped(stopFile, roll.instance, () => perform(session, context));
    }, file);
  const perform = async (session: StatefulSession, context: Context): Promise<T> => {
    const cluster = await locateCluster(context, roll.group);
    const esg = cluster.own.group.id;
    const verifyLease = async (): Promise<void> => {
      if (request.checkMode || leaseToken === undefined) return;
      await session.store.leases.verify(decodeLease(leaseToken), groupIdsOf(cluster), { remainingMs: 0 });
    };
    const subject = { cluster: cluster.name, esg, ssi: roll.instance, host: request.host };
    return use({ request, roll, context, cluster, check, completesOnly, overridden, subject, emit, verifyLease });
  };
  return withSession(settingsOf(request), run, waits ? leaseToken : '');
}
