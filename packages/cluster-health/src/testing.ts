import type { Finding } from '@esg-recycler/core';
import { judge } from './judgement.ts';
import type { Kind } from './kind.ts';
import type { Question } from './question.ts';
import type { Rule } from './rule.ts';

/** A question about three nodes, a, b and c, of which a is to leave; for tests. */
export const questionOf = (fields: Partial<Question> = {}): Question => {
  const nodes = fields.nodes ?? ['a', 'b', 'c'];
  return { phase: 'before', node: nodes[0]!, nodes, expect: nodes.length, due: [], ...fields };
};

/** What one rule finds: `block: message`, `lasting: message`, `warn: message`. */
export const findingsOf = <Snapshot>(
  rules: readonly Rule<Snapshot>[],
  id: string,
  snapshot: Snapshot,
  question: Question,
): string[] => {
  const rule = rules.find((each) => each.id === id);
  if (!rule) throw new Error(`no rule ${id}`);
  return rule
    .judge(snapshot, question)
    .map(({ message, severity = 'block', isLasting }) => `${isLasting ? 'lasting' : severity}: ${message}`);
};

/** Reads a cluster with a kind, as the user's options have it, and judges it. */
export async function askKind(kind: Kind, given: unknown, question: Question) {
  const options = kind.options.parse(given);
  const judgement = judge(kind, await kind.read(question, options, AbortSignal.timeout(20_000)), question, new Map());
  const texts = judgement.findings.map(({ code, message }: Finding) => `${code}: ${message}`);
  return { ...judgement, texts };
}
