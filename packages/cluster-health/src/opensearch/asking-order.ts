import type { Question } from '../question.ts';

/** Whom to ask for what concerns the whole cluster: the node that is recycled only where no other can tell. */
export const askingOrder = ({ nodes, node }: Pick<Question, 'nodes' | 'node'>): string[] => [
  ...nodes.filter((address) => address !== node),
  node,
];
