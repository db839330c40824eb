import { overrideHint } from '../kind/override-hint.ts';
import { nodesThatMatter, type HealthQuestion } from '../kind/question.ts';
import type { Rule, RuleVerdict } from '../kind/rule.ts';

/** A kind that checks each node separately checks nothing if the node that leaves is the only one. That is not safe. */
export const othersRemain = (id: string): Rule<unknown> => ({
  id,
  code: 'others-remain',
  requires: 'Before the recycle: at least one other node is listed, and so is checked.',
  why: 'If no other node is checked, nothing is known about the service while the node is recycled.',
  onFailure: 'List all nodes of the cluster in `esg_recycle_nodes` (`--nodes`). The problem is reported at once.',
  override: 'Accept it for a single node, if clients can do without the service while it is recycled.',
  source: 'A rule of this project',
  isOverridable: true,
  judge: (_, question) => (nodesThatMatter(question).length > 0 ? [] : [alone(question)]),
});

const alone = ({ node }: HealthQuestion): RuleVerdict => ({
  subject: node,
  message: `${node} is the only node: the service is unavailable while it is recycled`,
  hint: `List all nodes of the cluster in --nodes (esg_recycle_nodes). ${overrideHint('others-remain', 'there is no other node')}`,
  isLasting: true,
  isOutage: true,
});
