import { type Gap, isGap } from '../kind/gap.ts';

/** A member of the cluster, by its node name: `rabbit@host`. */
export interface RabbitmqMember {
  name: string;
  isRunning: boolean;
}

/** A queue that a health check reports. */
export interface NamedQueue {
  vhost: string;
  name: string;
  /** `quorum`, `stream`, or `process` for a component of the node that belongs to no virtual host. */
  type: string;
}

export interface Alarm {
  /** The name of the node that raised it. */
  node: string;
  /** `memory`, `disk`, `file_descriptor_limit`. */
  resource: string;
}

/** What a node reports about itself and its cluster. This is current, unlike the statistics. */
export interface RabbitmqView {
  name: string;
  members: readonly RabbitmqMember[];
  /** The members from which the node is partitioned; undefined while it does not report them yet. */
  partitions: readonly string[] | undefined;
  /** The alarms of all nodes. */
  alarms: readonly Alarm[];
  /** The quorum queues that would have no majority without this node. */
  critical: readonly NamedQueue[];
  /** The mirrored queues that this node leads and that have no synchronized mirror on another node. */
  withoutMirror: readonly NamedQueue[];
}

/** A queue as the statistics of its leader report it. They are at most ten seconds old. */
export interface Queue {
  vhost: string;
  name: string;
  /** `classic`, `quorum`, `stream`, or one of a plugin. */
  type: string;
  /** The node of the leader; undefined if there is none or it is not reported yet. */
  node: string | undefined;
  isDurable: boolean;
  isExclusive: boolean;
  /** The nodes with a member of a quorum queue or a stream. */
  members: readonly string[] | undefined;
  /** The nodes whose member is online. */
  online: readonly string[] | undefined;
  /** The nodes with a mirror of a classic queue; undefined if it is not mirrored. */
  mirrors: readonly string[] | undefined;
  synchronisedMirrors: readonly string[] | undefined;
}

export interface VirtualHost {
  name: string;
  /** By node: `running`, `stopped`. */
  states: ReadonlyMap<string, string>;
  queues: readonly Queue[] | Gap;
}

/** The contents of the cluster, as reported by one of its nodes. */
export interface Contents {
  /** The address of the queried node. */
  askedOf: string;
  vhosts: readonly VirtualHost[];
  /** The stable feature flags that are disabled. */
  disabledFlags: readonly string[] | Gap;
}

export interface RabbitmqSnapshot {
  /** By address, every listed node. */
  views: ReadonlyMap<string, RabbitmqView | Gap>;
  /** From the first node that responds, and from a second one if the first is being checked itself. */
  contents: readonly Contents[] | Gap;
}

/** What a listed node reports; undefined if it does not respond. */
export function viewOf({ views }: RabbitmqSnapshot, address: string): RabbitmqView | undefined {
  const view = views.get(address);
  return view === undefined || isGap(view) ? undefined : view;
}

/** The views of all nodes that respond. */
export const viewsIn = ({ views }: RabbitmqSnapshot): RabbitmqView[] =>
  [...views.values()].filter((view): view is RabbitmqView => !isGap(view));

/** A queue as shown to users: `orders`, or `orders in shop` outside the virtual host `/`. */
export const nameOf = ({ vhost, name }: Pick<Queue, 'vhost' | 'name'>): string =>
  vhost === '/' ? name : `${name} in ${vhost}`;
