import { checkClusters, clusterOf, type Clusters, EsgError, ExitCode } from '@esg-recycler/core';
import { type AccountGroup, selectGroup, type SpotClient } from '@esg-recycler/spotinst-client';
import type { Member } from '@esg-recycler/spotinst-stateful';

/** Which instances a user means: some groups of one cluster, or all of them. */
export type Selection = { esg: readonly string[] } | { cluster: string };

/** The cluster that a roll is about. */
export interface RollCluster {
  name: string;
  /** Every group of the cluster: the lease is on all of them. */
  groups: AccountGroup[];
  /** The groups whose instances are to be recycled. */
  chosen: AccountGroup[];
}

const usage = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.usage, hint });

/**
 * Finds the one cluster that a selection is about.
 *
 * @throws EsgError exit code 2: `group-unknown`, `group-ambiguous`, `cluster-unknown`, `clusters-differ`,
 * `clusters-unknown`, `clusters-overlap`
 */
export function selectCluster(known: readonly AccountGroup[], clusters: Clusters, selection: Selection): RollCluster {
  checkClusters(
    clusters,
    known.map(({ group }) => group),
  );
  const membersOf = (name: string): AccountGroup[] => known.filter(({ group }) => clusterOf(group, clusters) === name);
  if ('cluster' in selection) {
    const groups = membersOf(selection.cluster);
    if (groups.length > 0) return { name: selection.cluster, groups, chosen: groups };
    const names = Object.keys(clusters);
    throw usage(
      'cluster-unknown',
      `No group belongs to a cluster named ${JSON.stringify(selection.cluster)}`,
      names.length > 0 ? `The config file names: ${names.join(', ')}` : 'Name it under clusters: in the config file.',
    );
  }
  const chosen = [...new Set(selection.esg.map((esg) => selectGroup(known, esg)))];
  const names = [...new Set(chosen.map(({ group }) => clusterOf(group, clusters)))];
  const [name, ...others] = names;
  if (name === undefined)
    throw usage('group-missing', 'No group is named', 'Name one with --esg ID|NAME, or --cluster NAME.');
  if (others.length > 0) {
    throw usage(
      'clusters-differ',
      `The groups belong to several clusters: ${names.join(', ')}`,
      'Roll one cluster at a time; groups that form one quorum are named together under clusters: in the config file.',
    );
  }
  return { name, groups: membersOf(name), chosen };
}

/** Every group of the cluster with the client of its account. */
export const membersOf = ({ groups }: RollCluster, clients: readonly SpotClient[]): Member[] =>
  groups.flatMap(({ accountId, group }) =>
    clients.filter((client) => client.accountId === accountId).map((client) => ({ client, group })),
  );
