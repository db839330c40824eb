import { EsgError, ExitCode } from '@esg-recycler/core';
import type { HealthQuestion } from './question.ts';

/** A question with optional parts, whose defaults follow from the others. */
export interface QuestionInput {
  phase: HealthQuestion['phase'];
  node: string;
  /** Default: only that node. */
  nodes?: readonly string[];
  /** Default: the number of listed nodes. */
  expect?: number;
  due?: readonly string[];
}

/** Counts a node that is listed twice once. Otherwise it would hide a missing node. */
export function completeQuestion({ phase, node, nodes = [node], expect, due = [] }: QuestionInput): HealthQuestion {
  const once = [...new Set(nodes)];
  return { phase, node, nodes: once, expect: expect ?? once.length, due };
}

/** The error of a question about a node that is not listed; undefined if all are listed. */
export function whyUnlisted({ node, nodes, due }: HealthQuestion): EsgError | undefined {
  const unlisted = [node, ...due].find((address) => !nodes.includes(address));
  if (unlisted === undefined) return undefined;
  const what = unlisted === node ? `The node ${node}` : `The due node ${unlisted}`;
  return new EsgError(`${what} is not one of the nodes ${nodes.join(', ')}`, {
    code: 'node-unlisted',
    exitCode: ExitCode.usage,
    hint: 'List all nodes of the cluster in --nodes (esg_recycle_nodes), with the same addresses as in --node and --due.',
  });
}

/**
 * Completes a question and validates that its nodes are listed.
 *
 * @throws EsgError `node-unlisted`, exit code 2
 */
export function settleQuestion(given: QuestionInput): HealthQuestion {
  const question = completeQuestion(given);
  const problem = whyUnlisted(question);
  if (problem) throw problem;
  return question;
}
