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

/**
 * A node that is listed twice is one node: counted as two, it would stand in for one that is gone.
 *
 * @throws EsgError `node-unlisted`, `options-invalid`, exit code 2
 */
export async function readRequest(name: string, given: CommonArguments): Promise<Request> {
  const { phase, node, config, due = [] } = given;
  const nodes = [...new Set(given.nodes ?? [node])];
  const expect = given.expect ?? nodes.length;
  const checkListed = (option: string, address: string) => {
    if (nodes.includes(address)) return;
    throw new EsgError(`${option} ${address} is not among --nodes ${nodes.join(',')}`, {
      code: 'node-unlisted',
      exitCode: ExitCode.usage,
      hint: 'List all nodes of the cluster in --nodes, by the same addresses as in --node and --due.',
    });
  };
  checkListed('--node', node);
  for (const address of due) checkListed('--due', address);
  const kind = await kinds[name]!();
  return { kind, options: await readOptions(kind, config), question: { phase, node, nodes, expect, due } };
}
