import type { ReadingTask } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import type { Rule } from '../kind/rule.ts';

/** A question about three nodes, a, b and c. Node a leaves. */
export const questionOf = (fields: Partial<HealthQuestion> = {}): HealthQuestion => {
  const nodes = fields.nodes ?? ['a', 'b', 'c'];
  return { phase: 'before', node: nodes[0]!, nodes, expect: nodes.length, due: [], ...fields };
};

/** The same question for every node. */
export const questionsOfAll = (nodes: readonly string[], fields: Partial<HealthQuestion> = {}): HealthQuestion[] =>
  nodes.map((node) => questionOf({ nodes, node, ...fields }));

/** A reading for one question. */
export const taskOf = (question: HealthQuestion): ReadingTask => ({ nodes: question.nodes, questions: [question] });

/** The findings of one rule: `block: message`, `lasting: message`, `warn: message`. */
export const findingsOf = <Snapshot>(
  rules: readonly Rule<Snapshot>[],
  id: string,
  snapshot: Snapshot,
  question: HealthQuestion,
): string[] => {
  const rule = rules.find((each) => each.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule
    .judge(snapshot, question)
    .map(({ message, severity = 'block', isLasting }) => `${isLasting ? 'lasting' : severity}: ${message}`);
};
