import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecyclerEvent } from '@esg-recycler/core';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { localConfig, type RollSite, type Runner, startRollSite } from '../support/roll-site.ts';
import type { ClusterKind } from './kind.ts';
import { type Cluster, startCluster } from './start-cluster.ts';

/** Variables of the role. */
type Variables = Record<string, unknown>;

/** A cluster that recycle-runner rolls with the health check of its kind. */
export interface GatedCluster extends Cluster<RollSite> {
  /** Starts a roll as a user does, with more arguments and with variables of this run. */
  startRoll: (args?: readonly string[], variables?: Variables) => Runner;
  /** The records of all runs so far, in order. */
  events: () => RecyclerEvent[];
}

/** Long timeouts for a slow machine, but a short stability window: waiting longer verifies nothing more. */
const limits: Variables = {
  ansible_python_interpreter: '{{ ansible_playbook_python }}',
  esg_recycle_check_count: 3,
  esg_recycle_check_interval: '1s',
  esg_recycle_gate_timeout: '3m',
  esg_recycle_connection_timeout: '3m',
};

const pace = ['--poll-interval', '200ms', '--timeout', '3m'];

/** Starts a cluster of the old version. The variables of its group configure the health check. */
export async function startGatedCluster(kind: ClusterKind, variables: Variables = {}): Promise<GatedCluster> {
  const start = async (scenario: ScenarioInput): Promise<RollSite> => {
    const site = await startRollSite(scenario);
    mkdirSync(join(site.folder, 'group_vars'));
    const settings = { ...limits, esg_recycle_health: kind.name, ...variables };
    const groups = scenario.groups?.flatMap(({ id }) => id ?? []) ?? [];
    for (const group of groups) site.write(`group_vars/${group}.yml`, JSON.stringify(settings));
    if (groups.length > 1) {
      site.write('site.spotinst_esg.yml', `${localConfig}clusters: ${JSON.stringify({ [kind.name]: groups })}\n`);
    }
    return site;
  };
  const cluster = await startCluster(kind, { start });
  const { place, groups } = cluster;
  return {
    ...cluster,
    startRoll: (args = [], more = {}) =>
      place.start(['--esg', ...groups, ...pace, ...args, '--', '-e', JSON.stringify(more)]),
    events: () => place.runs().flatMap(eventsOf),
  };
}

const eventsOf = (run: string): RecyclerEvent[] =>
  readFileSync(join(run, 'events.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RecyclerEvent);
