import type { Finding } from '@esg-recycler/core';
import type { Member } from './cluster.ts';
import type { Launch } from '../records/launch.ts';

/** Our clock may differ from Spot's, whose lines are asked for by time. */
const clockMarginMs = 10 * 60_000;
const maxLines = 20;
/** Whoever waits for an explanation waits to act. */
const waitMs = 15_000;

/**
 * Spot's own log lines about an instance, as findings, the newest last. An explanation that cannot be had is no reason
 * to hide the failure that it would explain: errors give an empty list.
 */
export async function spotLogs(
  { client, group }: Member,
  { ssi, launches, sinceMs }: { ssi: string; launches: readonly Launch[]; sinceMs: number },
): Promise<Finding[]> {
  const resources = new Set([ssi, ...launches.map(({ instanceId }) => instanceId)].filter((id) => id !== null));
  const range = { fromDate: new Date(sinceMs - clockMarginMs), toDate: new Date(Date.now() + clockMarginMs) };
  const signal = AbortSignal.timeout(waitMs);
  const answers = await Promise.all(
    [...resources].map((resourceId) => client.listLogs(group.id, { ...range, resourceId }, { signal }).catch(() => [])),
  );
  const lines = answers.flat().map(({ createdAt, severity, message }) => `${createdAt} ${severity} ${message}`);
  return [...new Set(lines)]
    .toSorted()
    .slice(-maxLines)
    .map((message) => ({ code: 'spot-log', severity: 'warn', subject: ssi, message }));
}
