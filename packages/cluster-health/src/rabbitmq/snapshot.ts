import { type Gap, isGap } from '../kind/gap.ts';

/** A member of the cluster, by its node name: `rabbit@host`. */
export interface RabbitmqMember {
  name: string;
  isRunning: boolean;
}

/** A queue that a health check names. */
export interface NamedQueue {
  vhost: string;
  name: string;
  /** `quorum`, `stream`; `process` for a part of the node itself, which no virtual host has. */
  type: string;
}

export interface Alarm {
  /** The name of the node that raised it. */
  node: string;
  /** `memory`, `disk`, `file_descriptor_limit`. */
  resource: string;
}

/** What a node says of itself, and how it sees its cluster. It knows this now, not when its statistics were last sent. */
export interface RabbitmqView {
  name: string;
  members: readonly RabbitmqMember[];
  /** The members that it has seen in a partition; absent while it has not said so yet. */
  partitions: readonly string[] | undefined;
  /** Those of the whole cluster. */
  alarms: readonly Alarm[];
  /** The quorum queues that would have no majority without it. */
  critical: readonly NamedQueue[];
  /** The mirrored queues that it leads and that have no synchronised mirror elsewhere. */
  withoutMirror: readonly NamedQueue[];
}

/** A queue as the statistics of its leader have it: some ten seconds old at most. */
export interface Queue {
  vhost: string;
  name: string;
  /** `classic`, `quorum`, `stream`, or one of a plugin. */
  type: string;
  /** The node that leads it; absent where none does, or where that is not known yet. */
  node: string | undefined;
  isDurable: boolean;
  isExclusive: boolean;
  /** The nodes with a member of a quorum queue or a stream. */
  members: readonly string[] | undefined;
  /** Those of them whose member runs. */
  online: readonly string[] | undefined;
  /** The nodes with a mirror of a classic queue; absent where it is not mirrored. */
  mirrors: readonly string[] | undefined;
  synchronisedMirrors: readonly string[] | undefined;
}

export interface VirtualHost {
  name: string;
  /** By node: `running`, `stopped`. */
  states: ReadonlyMap<string, string>;
  queues: readonly Queue[] | Gap;
}

/** What the cluster holds, as one of its nodes tells it. */
export interface Contents {
  /** The address of the node that was asked. */
  askedOf: string;
  vhosts: readonly VirtualHost[];
  /** The stable feature flags that are not enabled. */
  disabledFlags: readonly string[] | Gap;
}

export interface RabbitmqSnapshot {
  /** By address, every listed node. */
  views: ReadonlyMap<string, RabbitmqView | Gap>;
  /** As the first node tells it that can; and as a second one does where the first is itself in question. */
  contents: readonly Contents[] | Gap;
}

/** What a listed node says, unless it says nothing. */
export function viewOf({ views }: RabbitmqSnapshot, address: string): RabbitmqView | undefined {
  const view = views.get(address);
  return view === undefined || isGap(view) ? undefined : view;
}

/** What all nodes say that answer. */
export const viewsIn = ({ views }: RabbitmqSnapshot): RabbitmqView[] =>
  [...views.values()].filter((view): view is RabbitmqView => !isGap(view));

/** A queue as people write it: `orders`, and `orders in shop` outside the virtual host `/`. */
export const nameOf = ({ vhost, name }: Pick<Queue, 'vhost' | 'name'>): string =>
  vhost === '/' ? name : `${name} in ${vhost}`;
