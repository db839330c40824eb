import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import type { Evidence } from './evidence.ts';
import type { Launch } from '../records/launch.ts';
import { type RecycleIntent } from '../records/intents.ts';
import { launchOf } from '../records/launch.ts';
import { spotLogs } from '../cluster/spot-logs.ts';
import type { RecycleFailure } from './verdict.ts';

/** An instance before and after its recycle, with the comparisons that verify it. */
export interface VerifiedRecycle {
  before: Launch;
  after: Launch;
  evidence: Evidence[];
}

/** Reports a verified recycle to people and as an event. */
export function reportRecycle(
  { emit, report }: Pick<Context, 'emit' | 'report'>,
  cluster: string,
  recycled: Launch & { group: string; ssi: string },
  verification: Pick<VerifiedRecycle, 'after' | 'evidence'>,
): VerifiedRecycle {
  const { group: esg, ssi } = recycled;
  const reported = { before: launchOf(recycled), after: launchOf(verification.after), evidence: verification.evidence };
  emit('recycle_proved', { cluster, esg, ssi }, { ...reported });
  report(`${ssi} recycle verified: ${reported.before.instanceId} was replaced by ${reported.after.instanceId}`);
  return reported;
}

/** The error of a failed recycle, with Spot's log lines about the instance. */
export async function failureError(
  { own }: Cluster,
  intent: RecycleIntent,
  failure: RecycleFailure,
): Promise<EsgError> {
  const { ssi, requestedAt } = intent;
  const { code, message, hint, after } = failure;
  const launches = after ? [intent, after] : [intent];
  const findings = await spotLogs(own, { ssi, launches, sinceMs: Date.parse(requestedAt) });
  return new EsgError(message, { code, exitCode: ExitCode.failed, hint, findings });
}
