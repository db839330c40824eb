import { type Gap, isGap } from '../kind/gap.ts';
import type { HealthQuestion } from '../kind/question.ts';
import type { Dialect } from './dialect.ts';
import type { Explanation } from './explanation.ts';

/** A node's report about itself and the cluster: its own view, not the cluster manager's. */
export interface NodeView {
  id: string;
  name: string;
  /** Undefined for the `oss` flavor of Elasticsearch up to 7.10, which a rolling upgrade can turn into OpenSearch. */
  product: Dialect['product'] | undefined;
  version: string;
  /** Role names, with `cluster_manager` for Elasticsearch's `master`. */
  roles: readonly string[];
  clusterUuid: string;
  /** The id of the elected cluster manager, if the node knows one. */
  manager: string | undefined;
  /** The ids of the nodes in its cluster. */
  members: readonly string[];
}

export interface SearchMember {
  id: string;
  name: string;
  /** The address at which the other nodes reach it. */
  host: string;
  /** Its `node.attr` settings. */
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
  /** The id of its node; while it moves, of the node that it leaves. */
  node: string | undefined;
  /** It serves searches and never becomes a primary (OpenSearch 3). */
  searchOnly: boolean;
}

/** Values by full name, in the format of `flat_settings`. */
export type SettingValues = Readonly<Record<string, unknown>>;

export interface ClusterSettings {
  persistent: SettingValues;
  transient: SettingValues;
  /** The values of the configuration file and the product's defaults. */
  defaults: SettingValues;
}

/** The space on a node's data path, in bytes. */
export interface Disk {
  node: string;
  total: number;
  available: number;
}

/** The cluster, as one node and the cluster manager report it. */
export interface SearchCluster {
  /** The address of the node that was read. */
  askedOf: string;
  /** Its origin, for commands to paste: `https://10.0.0.1:9200`. */
  origin: string;
  uuid: string;
  manager: string;
  members: readonly SearchMember[];
  /** The ids of the nodes whose votes count in elections and commits. */
  voters: readonly string[];
  /** The nodes that are excluded from voting: `POST /_cluster/voting_config_exclusions`. */
  votingExclusions: readonly Pick<SearchMember, 'id' | 'name'>[];
  health: Health;
  copies: readonly Copy[];
  settings: ClusterSettings;
  disks: readonly Disk[] | Gap;
  /** The roles of the members by id. A node that hangs is missing. */
  roles: ReadonlyMap<string, NodeView['roles']> | Gap;
  /** The settings below `index.routing.allocation` by index, closed and hidden ones included: `exclude._name` → `n1`. */
  allocation: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Why a replica is unassigned, by shard (`index/number`), as far as it was read. */
  unassigned: ReadonlyMap<string, Explanation>;
  /** Copies that cannot remain on leaving nodes, by {@link copyKey}, as far as it was read. */
  unwanted: ReadonlyMap<string, Explanation>;
}

export interface SearchSnapshot {
  /** The dialect of the requested product, even if another one responds. */
  dialect: Dialect;
  /** Every listed node, by address. */
  views: ReadonlyMap<string, NodeView | Gap>;
  /** The possible hosts of a node in the cluster, by address: itself, and what its name resolves to. */
  hosts: ReadonlyMap<string, readonly string[]>;
  /** The report of the first node that has one. */
  cluster: SearchCluster | Gap;
  /** The report of the next node, for a question about the first one. */
  reportedByAnother?: SearchCluster;
}

/** The snapshot for a question: with the report of another node than the recycled one, if there is any. */
export function snapshotFor(snapshot: SearchSnapshot, { node }: HealthQuestion): SearchSnapshot {
  const { cluster, reportedByAnother } = snapshot;
  return reportedByAnother && !isGap(cluster) && cluster.askedOf === node
    ? { ...snapshot, cluster: reportedByAnother }
    : snapshot;
}

/** The views of the nodes, and the hosts that identify them in the cluster. */
export type NodeViews = Pick<SearchSnapshot, 'views' | 'hosts'>;

/** The view of a listed node, if it responds. */
export function viewOf({ views }: Pick<SearchSnapshot, 'views'>, address: string): NodeView | undefined {
  const view = views.get(address);
  return view === undefined || isGap(view) ? undefined : view;
}

/** The member that a listed node is: by its own id or, while it is silent, by its address. */
export function memberAt(
  snapshot: NodeViews,
  { members }: Pick<SearchCluster, 'members'>,
  address: string,
): SearchMember | undefined {
  const id = viewOf(snapshot, address)?.id;
  const hosts = snapshot.hosts.get(address) ?? [address];
  return members.find((member) => member.id === id) ?? members.find(({ host }) => hosts.includes(host));
}

/** The name of a node. */
export const nameOf = ({ members }: SearchCluster, id: string): string =>
  members.find((member) => member.id === id)?.name ?? id;

export const shardKey = ({ index, shard }: Pick<Copy, 'index' | 'shard'>): string => `${index}/${shard}`;

/** Identifies a copy: a node has at most one copy of a shard. */
export const copyKey = (copy: Pick<Copy, 'index' | 'shard' | 'node'>): string => `${shardKey(copy)}@${copy.node}`;
