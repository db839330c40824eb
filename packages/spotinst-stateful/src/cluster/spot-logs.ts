import type { Finding } from '@esg-recycler/core';
import type { Member } from './cluster.ts';
import type { Launch } from '../records/launch.ts';

/** Lines are requested by time, and Spot's clock may differ from ours. */
const clockMarginMs = 10 * 60_000;
const maxLines = 20;
/** An error must not be delayed for long by its explanation. */
const waitMs = 15_000;

/**
 * Spot's log lines about an instance, as findings, the newest last. Errors return an empty list: they must not hide the
 * failure that the lines would explain.
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
