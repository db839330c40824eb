/** The order in which nodes are queried about the cluster: recycled nodes last. */
export const askingOrder = (nodes: readonly string[], recycled: readonly string[]): string[] => [
  ...nodes.filter((address) => !recycled.includes(address)),
  ...nodes.filter((address) => recycled.includes(address)),
];
