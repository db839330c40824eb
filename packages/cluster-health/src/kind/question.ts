/** What is asked of a cluster: is it whole without this node (before), is it whole with it (after)? */
export interface HealthQuestion {
  /** `before`: the node is to leave, and its own absence blocks nothing. `after`: it must be back. */
  phase: 'before' | 'after';
  /** The address of the node that is recycled. */
  node: string;
  /** The addresses of all nodes of the cluster, this one included, as the controller reaches them. */
  nodes: readonly string[];
  /** How many nodes the cluster has, paused and addressless ones included. */
  expect: number;
  /** The addresses of the nodes that are still to be recycled in this roll, this one included or not. */
  due: readonly string[];
}

/** Every node that must be well: all of them afterwards, all but the one that leaves before. */
export const nodesThatMatter = ({ phase, node, nodes }: HealthQuestion): string[] =>
  nodes.filter((address) => phase === 'after' || address !== node);
