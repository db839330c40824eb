import { checkClusters, clusterOf, type Clusters, EsgError, ExitCode, type GroupName } from '@esg-recycler/core';
import { decodeLease, type LeasedCluster } from '@esg-recycler/esg-store';
import { type ListedGroup, listAccountGroups, selectGroup, type SpotClient } from '@esg-recycler/spotinst-client';
import type { ReadContext } from '../context.ts';

/** A group, by id and name, with the client of its account. Everything else about the group is read when it is needed. */
export interface Member {
  client: SpotClient;
  group: GroupName;
}

/** The groups whose instances form one quorum. */
export interface Cluster {
  name: string;
  /** The group that was selected. */
  own: Member;
  /** Every group, including the selected one. */
  members: Member[];
  /** Its entry under `clusters:`; absent for a group that is a cluster of its own. */
  selectors?: readonly string[];
}

/** Which groups a user selects: some groups of one cluster, or all of them. */
export type ClusterSelection = { esg: readonly string[] } | { cluster: string };

/** A cluster, and its groups that a user selects. */
export interface SelectedCluster extends Pick<Cluster, 'name' | 'members' | 'selectors'> {
  chosen: [Member, ...Member[]];
}

const usage = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.usage, hint });

function clusterUnknown(name: string, clusters: Clusters): EsgError {
  const names = Object.keys(clusters);
  return usage(
    'cluster-unknown',
    `There is no cluster ${JSON.stringify(name)}: no group belongs to it`,
    names.length > 0
      ? `The clusters in the config file are: ${names.join(', ')}`
      : 'Define it under clusters: in the config file.',
  );
}

function nameOf(chosen: readonly ListedGroup[], clusters: Clusters): string {
  const [name, ...others] = new Set(chosen.map(({ group }) => clusterOf(group, clusters)));
  if (name === undefined) {
    throw usage('group-missing', 'No group is selected', 'Select groups with --esg ID|NAME, or --cluster NAME.');
  }
  if (others.length === 0) return name;
  throw usage(
    'clusters-differ',
    `The groups belong to several clusters: ${[name, ...others].join(', ')}`,
    'Roll one cluster at a time. If these groups form one quorum, list them together under clusters: in the config file.',
  );
}

/**
 * Finds the cluster of a selection among all groups of the accounts.
 *
 * @throws EsgError exit code 2: `group-unknown`, `group-ambiguous`, `group-missing`, `cluster-unknown`,
 * `clusters-differ`, `clusters-unknown`, `clusters-overlap`
 */
export function selectCluster(
  known: readonly ListedGroup[],
  { clients, clusters }: ReadContext,
  selection: ClusterSelection,
): SelectedCluster {
  checkClusters(
    clusters,
    known.map(({ group }) => group),
  );
  const asMember = ({ accountId, group: { id, name } }: ListedGroup): Member => ({
    client: clientOf(clients, accountId),
    group: { id, name },
  });
  const groupsOf = (name: string) => known.filter(({ group }) => clusterOf(group, clusters) === name);
  const selected =
    'cluster' in selection
      ? groupsOf(selection.cluster)
      : [...new Set(selection.esg.map((esg) => selectGroup(known, esg)))];
  if ('cluster' in selection && selected.length === 0) throw clusterUnknown(selection.cluster, clusters);
  const name = nameOf(selected, clusters);
  const members = groupsOf(name).map(asMember);
  const ids = new Set(selected.map(({ group }) => group.id));
  const chosen = members.filter(({ group }) => ids.has(group.id)) as [Member, ...Member[]];
  return { name, members, selectors: clusters[name], chosen };
}

function clientOf(clients: readonly SpotClient[], accountId: string): SpotClient {
  const client = clients.find((one) => one.accountId === accountId);
  if (client) return client;
  throw usage(
    'account-unknown',
    `Account ${accountId} is not configured. Configured accounts: ${clients.map((one) => one.accountId).join(', ')}`,
    'Add it to spotinst_account_id (SPOTINST_ACCOUNT_ID).',
  );
}

/** The cluster that is recorded in the inherited lease; undefined when the lease is for other groups. */
function leasedCluster({ clients, leaseToken }: LocateContext, esg: string): Cluster | undefined {
  const leased = leaseToken ? decodeLease(leaseToken).cluster : undefined;
  if (!leased) return undefined;
  const members = leased.groups.map(({ id, name, accountId }): Member => ({
    client: clientOf(clients, accountId),
    group: { id, name },
  }));
  const [own, ...twins] = [
    ...members.filter(({ group }) => group.id === esg),
    ...members.filter(({ group }) => group.id !== esg && group.name === esg),
  ];
  const isClear = own && (own.group.id === esg || twins.length === 0);
  return isClear ? { name: leased.name, own, members, selectors: leased.selectors } : undefined;
}

/** The cluster as it is recorded in the token of a lease, for {@link locateCluster} under an inherited lease. */
export const asLeased = ({
  name,
  members,
  selectors,
}: Pick<Cluster, 'name' | 'members' | 'selectors'>): LeasedCluster => ({
  name,
  selectors,
  groups: members.map(({ client: { accountId }, group: { id, name: groupName } }) => ({
    id,
    name: groupName,
    accountId,
  })),
});

type LocateContext = ReadContext & { leaseToken?: string; signal?: AbortSignal };

/**
 * Finds a group by id or name, and the groups that form a cluster with it: those of the inherited lease, if there is one,
 * else among all groups of the accounts.
 *
 * @throws EsgError `group-unknown`, `group-ambiguous`, `clusters-overlap`, `clusters-unknown`, exit code 2
 */
export async function locateCluster(context: LocateContext, esg: string): Promise<Cluster> {
  const leased = leasedCluster(context, esg);
  if (leased) return leased;
  const known = await listAccountGroups(context.clients, { signal: context.signal });
  const { chosen, ...cluster } = selectCluster(known, context, { esg: [esg] });
  return { ...cluster, own: chosen[0] };
}

export const groupIdsOf = ({ members }: Pick<Cluster, 'members'>): string[] => members.map(({ group }) => group.id);
