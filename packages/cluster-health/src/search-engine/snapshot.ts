import { type Gap, isGap } from '../kind/gap.ts';
import type { HealthQuestion } from '../kind/question.ts';
import type { Dialect } from './dialect.ts';
import type { Explanation } from './explanation.ts';

/** What one node says of itself, and of the cluster as it sees it: its own view, not the cluster manager's. */
export interface NodeView {
  id: string;
  name: string;
  /** None for the free flavor of Elasticsearch up to 7.10: a rolling upgrade makes OpenSearch of it. */
  product: Dialect['product'] | undefined;
  version: string;
  /** Role names, `cluster_manager` for what Elasticsearch calls `master`. */
  roles: readonly string[];
  clusterUuid: string;
  /** The id of the elected cluster manager, if it knows of one. */
  manager: string | undefined;
  /** The ids of the nodes that are in its cluster. */
  members: readonly string[];
}

export interface SearchMember {
  id: string;
  name: string;
  /** The address at which the other nodes reach it. */
  host: string;
  /** What its configuration file says under `node.attr`. */
  attributes: Readonly<Record<string, string>>;
}

export interface Health {
  status: 'green' | 'yellow' | 'red';
  timedOut: boolean;
  initializing: number;
  relocating: number;
  inFlightFetches: number;
}

/** One copy of a shard. */
export interface Copy {
  index: string;
  shard: number;
  primary: boolean;
  state: 'STARTED' | 'RELOCATING' | 'INITIALIZING' | 'UNASSIGNED';
  /** The id of the node that holds it; while it moves, of the node that it leaves. */
  node: string | undefined;
  /** It answers searches, and never becomes a primary (OpenSearch 3). */
  searchOnly: boolean;
}

/** Values by full name, as `flat_settings` gives them. */
export type SettingValues = Readonly<Record<string, unknown>>;

export interface ClusterSettings {
  persistent: SettingValues;
  transient: SettingValues;
  /** What holds where neither is set: the configuration file, and the product's own defaults. */
  defaults: SettingValues;
}

/** The room on a node's data path, in bytes. */
export interface Disk {
  node: string;
  total: number;
  available: number;
}

/** The whole cluster, as one of its nodes and the cluster manager tell it. */
export interface SearchCluster {
  /** The address of the node that was asked. */
  askedOf: string;
  /** Where it was asked, for command lines: `https://10.0.0.1:9200`. */
  origin: string;
  uuid: string;
  manager: string;
  members: readonly SearchMember[];
  /** The ids of the nodes whose votes count when a cluster manager is elected or a state committed. */
  voters: readonly string[];
  /** The nodes whose votes somebody has taken away: `POST /_cluster/voting_config_exclusions`. */
  votingExclusions: readonly Pick<SearchMember, 'id' | 'name'>[];
  health: Health;
  copies: readonly Copy[];
  settings: ClusterSettings;
  disks: readonly Disk[] | Gap;
  /** By id, what the members do, as they told the node that was asked: one that hangs is missing. */
  roles: ReadonlyMap<string, NodeView['roles']> | Gap;
  /** By index, closed and hidden ones too, what it has below `index.routing.allocation`: `exclude._name` → `n1`. */
  allocation: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By shard (`index/number`), why a replica of it is unassigned, as far as that was asked. */
  unassigned: ReadonlyMap<string, Explanation>;
  /** Copies on the nodes in question that are not wanted where they are, as far as that was asked: by {@link copyKey}. */
  unwanted: ReadonlyMap<string, Explanation>;
}

export interface SearchSnapshot {
  /** Of the product that was asked for, whichever it is that answers. */
  dialect: Dialect;
  /** By address, every listed node. */
  views: ReadonlyMap<string, NodeView | Gap>;
  /** By address, under which hosts the cluster may know it: itself, and what its name resolves to. */
  hosts: ReadonlyMap<string, readonly string[]>;
  /** As the first node tells it that can. */
  cluster: SearchCluster | Gap;
  /** As the next one does, for a question about the first. */
  reportedByAnother?: SearchCluster;
}

/** What counts for a question: the cluster as another tells it than the node that is recycled, if any other can. */
export function snapshotFor(snapshot: SearchSnapshot, { node }: HealthQuestion): SearchSnapshot {
  const { cluster, reportedByAnother } = snapshot;
  return reportedByAnother && !isGap(cluster) && cluster.askedOf === node
    ? { ...snapshot, cluster: reportedByAnother }
    : snapshot;
}

/** What the nodes say of themselves, and how they may be found in the cluster. */
export type NodeViews = Pick<SearchSnapshot, 'views' | 'hosts'>;

/** What a listed node says, unless it says nothing. */
export function viewOf({ views }: Pick<SearchSnapshot, 'views'>, address: string): NodeView | undefined {
  const view = views.get(address);
  return view === undefined || isGap(view) ? undefined : view;
}

/** The cluster's entry for a listed node: by the id that it gives itself or, while it is silent, by its address. */
export function memberAt(
  snapshot: NodeViews,
  { members }: Pick<SearchCluster, 'members'>,
  address: string,
): SearchMember | undefined {
  const id = viewOf(snapshot, address)?.id;
  const hosts = snapshot.hosts.get(address) ?? [address];
  return members.find((member) => member.id === id) ?? members.find(({ host }) => hosts.includes(host));
}

/** How the cluster's users know a node: its name. */
export const nameOf = ({ members }: SearchCluster, id: string): string =>
  members.find((member) => member.id === id)?.name ?? id;

export const shardKey = ({ index, shard }: Pick<Copy, 'index' | 'shard'>): string => `${index}/${shard}`;

/** One copy among all: a node holds one of a shard at most. */
export const copyKey = (copy: Pick<Copy, 'index' | 'shard' | 'node'>): string => `${shardKey(copy)}@${copy.node}`;
