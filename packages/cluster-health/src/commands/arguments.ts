import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Kind } from '../kind.ts';
import { kinds } from '../kinds.ts';
import type { Question } from '../question.ts';
import { readOptions } from '../read-options.ts';

/** What every command takes. */
export interface CommonArguments {
  phase: Question['phase'];
  node: string;
  nodes?: string[];
  expect?: number;
  due?: string[];
  config?: string;
}

/** A kind, its options, and what is asked of its cluster. */
export interface Request {
  kind: Kind;
  options: unknown;
  question: Question;
}

/** @throws EsgError `node-unlisted`, `options-invalid`, exit code 2 */
export async function readRequest(name: string, given: CommonArguments): Promise<Request> {
  const { phase, node, nodes = [node], expect = nodes.length, due = [], config } = given;
  if (!nodes.includes(node)) {
    throw new EsgError(`--node ${node} is not among --nodes ${nodes.join(',')}`, {
      code: 'node-unlisted',
      exitCode: ExitCode.usage,
      hint: 'List all nodes of the cluster in --nodes, this one too.',
    });
  }
  const kind = await kinds[name]!();
  return { kind, options: await readOptions(kind, config), question: { phase, node, nodes, expect, due } };
}
