import { nodesThatMatter, type HealthQuestion } from '../kind/question.ts';
import type { Rule, RuleVerdict } from '../kind/rule.ts';

/** A kind that judges each node by itself has judged nobody where the node that leaves is the only one: that is no "safe". */
export const othersRemain = (id: string): Rule<unknown> => ({
  id,
  code: 'others-remain',
  requires: 'Before: at least one other node is listed, and so looked at.',
  source: 'A rule of our own: who was not asked says nothing good',
  isOverridable: true,
  judge: (_, question) => (nodesThatMatter(question).length > 0 ? [] : [alone(question)]),
});

const alone = ({ node }: HealthQuestion): RuleVerdict => ({
  subject: node,
  message: `${node} is the only node: while it is away, nothing serves`,
  hint: 'List all nodes of the cluster in --nodes (esg_recycle_nodes). If there is no other, override others-remain.',
  isLasting: true,
  isOutage: true,
});
