import type { Gap } from '../../kind/gap.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import type { Contents, NamedQueue, RabbitmqView, Queue, RabbitmqSnapshot, VirtualHost } from '../snapshot.ts';

/** The addresses of three nodes, rabbit@one, rabbit@two and rabbit@three. */
export const [a, b, c] = ['10.0.0.1', '10.0.0.2', '10.0.0.3'] as const;
export const [one, two, three] = ['rabbit@one', 'rabbit@two', 'rabbit@three'] as const;
const names: Record<string, string> = { [a]: one, [b]: two, [c]: three };

export const silence: Gap = { why: 'GET /api/overview at it: connection refused (ECONNREFUSED)' };

export const membersOf = (running: readonly string[], stopped: readonly string[] = []) => [
  ...running.map((name) => ({ name, isRunning: true })),
  ...stopped.map((name) => ({ name, isRunning: false })),
];

export const view = (name: string, change: Partial<RabbitmqView> = {}): RabbitmqView => ({
  name,
  members: membersOf([one, two, three]),
  partitions: [],
  alarms: [],
  critical: [],
  withoutMirror: [],
  ...change,
});

const plain: Omit<Queue, 'name' | 'type'> = {
  vhost: '/',
  node: one,
  isDurable: true,
  isExclusive: false,
  members: undefined,
  online: undefined,
  mirrors: undefined,
  synchronisedMirrors: undefined,
};

export const classic = (name: string, change: Partial<Queue> = {}): Queue => ({
  ...plain,
  name,
  type: 'classic',
  ...change,
});

/** A quorum queue whose members are all online by default. */
export const quorum = (name: string, members: readonly string[], online = members, type = 'quorum'): Queue => ({
  ...plain,
  name,
  type,
  node: online[0],
  members,
  online,
});

/** A classic queue led by the first node, whose mirrors are all synchronized by default. */
export const mirrored = (name: string, mirrors: readonly string[], synchronisedMirrors = mirrors): Queue =>
  classic(name, { mirrors, synchronisedMirrors });

export const named = (name: string, type = 'quorum', vhost = '/'): NamedQueue => ({ vhost, name, type });

const everywhere = new Map([one, two, three].map((name) => [name, 'running']));

export const vhost = (change: Partial<VirtualHost> = {}): VirtualHost => ({
  name: '/',
  states: everywhere,
  queues: [quorum('orders', [one, two, three])],
  ...change,
});

export interface RabbitmqSceneChange {
  /** What every responding node reports. */
  all?: Partial<RabbitmqView>;
  views?: Record<string, RabbitmqView | Gap>;
  queues?: readonly Queue[];
  vhosts?: readonly VirtualHost[];
  contents?: readonly Contents[] | Gap;
  disabledFlags?: Contents['disabledFlags'];
  question?: Partial<HealthQuestion>;
}

/** Three healthy nodes, with the given changes. */
export function scene({ all, views = {}, queues, question = {}, ...given }: RabbitmqSceneChange = {}): [
  RabbitmqSnapshot,
  HealthQuestion,
] {
  const asked: HealthQuestion = { phase: 'before', node: a, nodes: [a, b, c], expect: 3, due: [], ...question };
  const vhosts = given.vhosts ?? [vhost(queues && { queues })];
  const contents = given.contents ?? [{ askedOf: b, vhosts, disabledFlags: given.disabledFlags ?? [] }];
  return [
    {
      views: new Map(asked.nodes.map((address) => [address, views[address] ?? view(names[address]!, all)])),
      contents,
    },
    asked,
  ];
}

/** The first node is down, and the other nodes have noticed. */
export const nodeDown: RabbitmqSceneChange = {
  all: { members: membersOf([two, three], [one]), critical: [named('orders')] },
  views: { [a]: silence },
  vhosts: [
    vhost({
      states: new Map([two, three].map((name) => [name, 'running'])),
      queues: [quorum('orders', [one, two, three], [two, three])],
    }),
  ],
};

export const after = { phase: 'after' } as const;
export const pair = { nodes: [a, b], expect: 2 };
export const single = { nodes: [a], expect: 1 };
export const ofPair = { members: membersOf([one, two]) };
export const all3 = [one, two, three] as const;
/** A fourth member that is not listed. */
export const withFour = { members: membersOf([...all3, 'rabbit@four']) };
export const stream = (name: string, members: readonly string[], online = members) =>
  quorum(name, members, online, 'stream');
