import { EsgError, ExitCode } from '@esg-recycler/core';
import type { HealthQuestion } from './question.ts';

/** A question as it is put: what is left out follows from the rest. */
export interface QuestionInput {
  phase: HealthQuestion['phase'];
  node: string;
  /** That node alone where none are named. */
  nodes?: readonly string[];
  /** As many as are listed where it is not said. */
  expect?: number;
  due?: readonly string[];
}

/** A node that is listed twice is one node: counted as two, it would stand in for one that is gone. */
export function completeQuestion({ phase, node, nodes = [node], expect, due = [] }: QuestionInput): HealthQuestion {
  const once = [...new Set(nodes)];
  return { phase, node, nodes: once, expect: expect ?? once.length, due };
}

/** What is wrong with a question that asks of a node that nobody listed; nothing where all are listed. */
export function whyUnlisted({ node, nodes, due }: HealthQuestion): EsgError | undefined {
  const unlisted = [node, ...due].find((address) => !nodes.includes(address));
  if (unlisted === undefined) return undefined;
  const what = unlisted === node ? `The node ${node}` : `${unlisted}, which is still due,`;
  return new EsgError(`${what} is not among the nodes ${nodes.join(', ')}`, {
    code: 'node-unlisted',
    exitCode: ExitCode.usage,
    hint: 'List all nodes of the cluster in --nodes (esg_recycle_nodes), by the same addresses as in --node and --due.',
  });
}

/**
 * Completes a question, and makes sure that it asks of nodes that are listed.
 *
 * @throws EsgError `node-unlisted`, exit code 2
 */
export function settleQuestion(given: QuestionInput): HealthQuestion {
  const question = completeQuestion(given);
  const problem = whyUnlisted(question);
  if (problem) throw problem;
  return question;
}
