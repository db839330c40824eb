import { countOf, type ErrorDocument, type Finding } from '@esg-recycler/core';
import { describeRoll } from '../cluster/roll-under-way.ts';
import { tallyText } from '../text/tally-text.ts';
import { wrappedTable } from '../text/wrap.ts';
import type { ReadClusterEntry } from './open-campaign.ts';
import { type CampaignReading, needsRun } from './read-cluster.ts';

/**
 * What a campaign would do with a cluster. `failed`: it is due, and its last run failed or was interrupted. `blocked`: it is
 * due, and a finding refuses the run, or it is up to date, but not complete.
 */
export type ClusterState = 'done' | 'due' | 'failed' | 'blocked' | 'rolling' | 'unreadable';

export interface ClusterRow {
  cluster: string;
  /** What `--cluster` takes. */
  id: string;
  account: string;
  state: ClusterState;
  due: number;
  total: number;
  details: string;
  findings?: Finding[];
  error?: ErrorDocument;
}

/** The clusters of a wave; without a campaign, of everything. */
export interface WaveOverview {
  wave: string;
  clusters: ClusterRow[];
  /** Globs that match no group. */
  unmatched: string[];
}

const hasFailed = ({ last }: CampaignReading): boolean =>
  last !== undefined && (last.finishedAt === undefined || (last.outcome !== 'done' && last.outcome !== 'stopped'));

function stateOf(reading: CampaignReading): ClusterState {
  if (reading.problem) return 'unreadable';
  if (reading.rolling) return 'rolling';
  if (reading.blocks.length > 0) return 'blocked';
  if (!needsRun(reading)) return 'done';
  return hasFailed(reading) ? 'failed' : 'due';
}

function lastRunOf({ last }: CampaignReading): string[] {
  if (!last) return [];
  const reason = last.instances.find(({ state }) => state === 'failed' || state === 'interrupted')?.reason;
  const how =
    last.finishedAt === undefined ? 'was interrupted' : `ended as ${last.outcome} at ${last.finishedAt.slice(0, 16)}Z`;
  return [`run ${last.run} ${how}${reason === undefined ? '' : `: ${reason}`}`];
}

function detailsOf(reading: CampaignReading, state: ClusterState): string {
  const { problem, rolling, due, unclear, total, why, remaining, blocks } = reading;
  if (problem) return `(${problem.code}) ${problem.message}`;
  if (rolling) return describeRoll(rolling);
  if (state === 'done') return total === 0 ? 'no instances' : `${total} of ${total} up to date`;
  const count = due > 0 ? [`${due} of ${total} due: ${why}`] : [];
  const missing = unclear > 0 ? [`${unclear} of ${total} cannot be determined`] : [];
  const blocked = blocks.slice(0, 1).map(({ code, message }) => `(${code}) ${message}`);
  const last = state === 'failed' ? lastRunOf(reading) : [];
  return [...count, ...missing, ...(last.length > 0 ? last : [remaining ?? []].flat()), ...blocked].join('; ');
}

/** One cluster as the plan and the status show it. */
export function rowOf({ cluster: { title, name, account }, reading }: ReadClusterEntry): ClusterRow {
  const { due, total, blocks, problem } = reading;
  const state = stateOf(reading);
  return {
    cluster: title,
    id: name,
    account,
    state,
    due,
    total,
    details: detailsOf(reading, state),
    ...(blocks.length > 0 && { findings: blocks }),
    ...(problem && { error: problem.toJSON() }),
  };
}

const order: readonly ClusterState[] = ['due', 'failed', 'blocked', 'rolling', 'unreadable', 'done'];

/** The overview for people: a table, and the number of clusters in each state. */
export function overviewText(title: string, waves: readonly WaveOverview[], columns?: number): string {
  const rows = waves.flatMap(({ clusters }) => clusters);
  const due = rows.reduce((sum, row) => sum + row.due, 0);
  const lines = waves.flatMap(({ wave, clusters }) =>
    clusters.length === 0
      ? [[wave, '-', '-', '-', 'every matching cluster belongs to an earlier wave']]
      : clusters.map((row) => [wave, row.cluster, row.account, row.state, row.details]),
  );
  const notes = waves.flatMap(({ wave, unmatched }) =>
    unmatched.map((glob) => `Wave ${wave}: ${JSON.stringify(glob)} matches no group.`),
  );
  return [
    `${title}: ${tallyText(
      rows.map(({ state }) => state),
      order,
    )}; ${countOf(due, 'instance')} to recycle`,
    ...wrappedTable([['WAVE', 'CLUSTER', 'ACCOUNT', 'STATE', 'DETAILS'], ...lines], columns, '  '),
    ...notes,
  ].join('\n');
}
