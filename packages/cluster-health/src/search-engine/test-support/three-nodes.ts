import type { HealthQuestion } from '../../kind/question.ts';
import type { Gap } from '../../kind/gap.ts';
import { type Dialect, opensearchDialect } from '../dialect.ts';
import type { Explanation } from '../explanation.ts';
import type { SearchCluster, Copy, SearchMember, SearchSnapshot, NodeView } from '../snapshot.ts';

/** The addresses of three nodes. Their ids are `A`, `B` and `C`, and C is the elected cluster manager. */
export const [a, b, c] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'] as const;

export const silence: Gap = { why: 'the connection was refused' };

const ids = ['A', 'B', 'C'];

export const view = (id: string, change: Partial<NodeView> = {}): NodeView => ({
  id,
  name: `node-${id.toLowerCase()}`,
  product: 'OpenSearch',
  version: '2.19.6',
  roles: ['cluster_manager', 'data', 'ingest'],
  clusterUuid: 'uuid',
  manager: 'C',
  members: ids,
  ...change,
});

/** A copy, unassigned without a node. */
export const copy = (name: string, kind: 'primary' | 'replica', node?: string, change: Partial<Copy> = {}): Copy => {
  const [index = '', shard] = name.split('/');
  return {
    index,
    shard: Number(shard),
    primary: kind === 'primary',
    state: node === undefined ? 'UNASSIGNED' : 'STARTED',
    node,
    searchOnly: false,
    ...change,
  };
};

/** A member at any address. */
export const stranger = (id: string, host: string, name = `node-${id.toLowerCase()}`): SearchMember => ({
  id,
  name,
  host,
  attributes: {},
});

const member = (id: string) => stranger(id, `10.0.0.${ids.indexOf(id) + 1}`);

export const members = (...present: string[]) => present.map(member);

export const healthy: SearchCluster['health'] = {
  status: 'green',
  timedOut: false,
  initializing: 0,
  relocating: 0,
  inFlightFetches: 0,
};

export const cluster: SearchCluster = {
  askedOf: b,
  origin: `http://${b}:9200`,
  uuid: 'uuid',
  manager: 'C',
  members: members(...ids),
  voters: ids,
  health: healthy,
  copies: [
    copy('docs/0', 'primary', 'A'),
    copy('docs/0', 'replica', 'B'),
    copy('docs/1', 'primary', 'B'),
    copy('docs/1', 'replica', 'C'),
  ],
  settings: { persistent: {}, transient: {}, defaults: { 'cluster.routing.allocation.enable': 'all' } },
  disks: ids.map((node) => ({ node, total: 1000, available: 500 })),
  roles: new Map(ids.map((id) => [id, view(id).roles])),
  votingExclusions: [],
  allocation: new Map(),
  unassigned: new Map(),
  unwanted: new Map(),
};

export interface SearchSceneChange {
  views?: Record<string, NodeView | Gap>;
  /** A gap if it cannot be read. */
  cluster?: Partial<SearchCluster & Gap>;
  question?: Partial<HealthQuestion>;
  /** Default: OpenSearch. */
  dialect?: Dialect;
}

/** Three healthy nodes with some changes. */
export function scene({
  views = {},
  cluster: changed = {},
  question = {},
  dialect = opensearchDialect,
}: SearchSceneChange = {}): [SearchSnapshot, HealthQuestion] {
  const asked: HealthQuestion = { phase: 'before', node: a, nodes: [a, b, c], expect: 3, due: [], ...question };
  const all: Record<string, NodeView | Gap> = { [a]: view('A'), [b]: view('B'), [c]: view('C'), ...views };
  const snapshot: SearchSnapshot = {
    dialect,
    views: new Map(asked.nodes.map((address) => [address, all[address]!])),
    hosts: new Map(asked.nodes.map((address) => [address, [address]])),
    cluster: { ...cluster, ...changed },
  };
  return [snapshot, asked];
}

/** The node is down, and the cluster has noticed it. */
export const nodeDown: SearchSceneChange = {
  views: {
    [a]: silence,
    [b]: view('B', { members: ['B', 'C'] }),
    [c]: view('C', { members: ['B', 'C'] }),
  },
  cluster: {
    members: members('B', 'C'),
    health: { ...healthy, status: 'yellow' },
    copies: [
      copy('docs/0', 'primary', 'B'),
      copy('docs/0', 'replica'),
      copy('docs/1', 'primary', 'B'),
      copy('docs/1', 'replica', 'C'),
    ],
  },
};

/** The node is silent, and an unlisted member may be the node. */
export const unplaced: SearchSceneChange = {
  views: { [a]: silence },
  cluster: { members: [stranger('A', '192.168.0.1'), ...members('B', 'C')] },
};

/** The voting one of two nodes is down, so the other one cannot elect a manager. */
export const quorumGone: SearchSceneChange = {
  views: { [a]: silence, [b]: view('B', { manager: undefined, members: ['A', 'B'] }) },
  cluster: { why: 'no node that responds reports a cluster manager' },
  question: { nodes: [a, b], expect: 2 },
};

/** The question after the recycle. */
export const after = { phase: 'after' } as const;

export const yellow = { ...healthy, status: 'yellow' } as const;

export const red = { ...healthy, status: 'red' } as const;

/** A single node, and an index with an unassigned replica. */
export const single: SearchSceneChange = {
  views: { [a]: view('A', { manager: 'A', members: ['A'] }) },
  cluster: {
    askedOf: a,
    manager: 'A',
    members: members('A'),
    voters: ['A'],
    health: yellow,
    copies: [copy('docs/0', 'primary', 'A'), copy('docs/0', 'replica')],
  },
  question: { nodes: [a], expect: 1 },
};

export const settings = (change: Partial<typeof cluster.settings>) => ({
  settings: { ...cluster.settings, ...change },
});

export const replicaMissing = [...cluster.copies.slice(0, 3), copy('docs/1', 'replica')];

/** The explanation of an unassigned copy, from the refusing deciders by node. */
export const explained = (refusals: Record<string, readonly string[]>): Explanation => ({
  unwantedBy: [],
  isMoving: false,
  nodes: Object.entries(refusals).map(([node, refusedBy]) => ({ node, refusedBy })),
});

/** Every node refuses it for the same reason. */
export const refusedEverywhere = (...deciders: string[]): Explanation =>
  explained(Object.fromEntries(ids.map((id) => [id, deciders])));
