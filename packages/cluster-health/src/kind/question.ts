/** The question to a cluster: is it healthy without this node (before), is it healthy with it (after)? */
export interface HealthQuestion {
  /** `before`: the node will leave, and its own absence blocks nothing. `after`: it must be back. */
  phase: 'before' | 'after';
  /** The address of the recycled node. */
  node: string;
  /** The addresses of all nodes of the cluster, including this one, reachable from the controller. */
  nodes: readonly string[];
  /** The number of nodes of the cluster, including paused ones without an address. */
  expect: number;
  /** The addresses of the nodes that remain to be recycled in this roll, with or without this one. */
  due: readonly string[];
}

/** The nodes that must be healthy: all nodes after the recycle, all except the leaving one before. */
export const nodesThatMatter = ({ phase, node, nodes }: HealthQuestion): string[] =>
  nodes.filter((address) => phase === 'after' || address !== node);
