import { blocking, type Finding } from '@esg-recycler/core';
import type { Cluster } from '../cluster/cluster.ts';
import { refuseIfBlocked } from './findings.ts';
import type { ClusterSnapshot } from './rule.ts';
import { spotLogs } from '../cluster/spot-logs.ts';

/** Findings about an instance that is or was out for a reason that only Spot knows. */
const needsReason = new Set(['not-active', 'other-not-active', 'other-replaced']);

/** How far back Spot's log is read, in milliseconds. */
const logWindowMs = 60 * 60_000;

async function linesAbout(
  cluster: Cluster,
  { members, recorded = [] }: ClusterSnapshot,
  ssi: string,
): Promise<Finding[]> {
  const owner = members.find(({ instances }) => instances.some(({ id }) => id === ssi));
  const member = cluster.members.find(({ group }) => group.id === owner?.group.id);
  if (!owner || !member) return [];
  const launches = [...owner.instances, ...recorded].filter(({ id }) => id === ssi);
  return spotLogs(member, { ssi, launches, sinceMs: Date.now() - logWindowMs });
}

/** Adds Spot's log lines to findings that block because an instance is out; the newest line goes into the message. */
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
      return [last ? { ...finding, message: `${finding.message}. Spot's log: ${last.message}` } : finding, ...lines];
    }),
  );
  return explained.flat();
}

/** @throws EsgError exit code 3, with the code of the first finding that blocks, and Spot's log lines as findings */
export async function refuseWithReasons(
  cluster: Cluster,
  snapshot: ClusterSnapshot,
  findings: readonly Finding[],
): Promise<void> {
  if (blocking(findings).length > 0) refuseIfBlocked(await withReasons(cluster, snapshot, findings));
}
