/** Whom to ask for what concerns the whole cluster: nodes that are recycled only where no other can tell. */
export const askingOrder = (nodes: readonly string[], recycled: readonly string[]): string[] => [
  ...nodes.filter((address) => !recycled.includes(address)),
  ...nodes.filter((address) => recycled.includes(address)),
];
