import { blocking, type Finding } from '@esg-recycler/core';
import type { Cluster } from '../cluster/cluster.ts';
import { refuseIfBlocked } from './findings.ts';
import type { ClusterSnapshot } from './rule.ts';
import { spotLogs } from '../cluster/spot-logs.ts';

/** What is said about an instance that is out, or was, for a reason that only Spot knows. */
const needsReason = new Set(['not-active', 'other-not-active', 'other-replaced']);

/** How far back Spot's log is read for it. */
const logWindowMs = 60 * 60_000;

async function linesAbout(cluster: Cluster, { members, known = [] }: ClusterSnapshot, ssi: string): Promise<Finding[]> {
  const owner = members.find(({ instances }) => instances.some(({ id }) => id === ssi));
  const member = cluster.members.find(({ group }) => group.id === owner?.group.id);
  if (!owner || !member) return [];
  const launches = [...owner.instances, ...known].filter(({ id }) => id === ssi);
  return spotLogs(member, { ssi, launches, sinceMs: Date.now() - logWindowMs });
}

/** Adds Spot's own log lines to what stands in the way because an instance is out, the newest one to its message. */
export async function withReasons(
  cluster: Cluster,
  snapshot: ClusterSnapshot,
  findings: readonly Finding[],
): Promise<Finding[]> {
  const explained = await Promise.all(
    findings.map(async (finding) => {
      if (finding.severity !== 'block' || !needsReason.has(finding.code)) return [finding];
      const lines = await linesAbout(cluster, snapshot, finding.subject);
      const last = lines.at(-1);
      return [last ? { ...finding, message: `${finding.message}. Spot: ${last.message}` } : finding, ...lines];
    }),
  );
  return explained.flat();
}

/** @throws EsgError exit code 3, named after the first finding that blocks, with Spot's own reasons */
export async function refuseWithReasons(
  cluster: Cluster,
  snapshot: ClusterSnapshot,
  findings: readonly Finding[],
): Promise<void> {
  if (blocking(findings).length > 0) refuseIfBlocked(await withReasons(cluster, snapshot, findings));
}
