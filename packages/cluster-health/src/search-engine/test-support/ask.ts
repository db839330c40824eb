import { askKind } from '../../judging/test-support/ask-kind.ts';
import { questionOf } from '../../test-support/questions.ts';
import { opensearch } from '../opensearch.ts';
import { type RecordingHandler, n1, nodes, play, recording } from './recorded-cluster.ts';

export const before = (node: string, fields = {}) => questionOf({ nodes, node, ...fields });

export const after = (node: string) => questionOf({ nodes, node, phase: 'after' });

export async function ask(
  name: Parameters<typeof recording>[0],
  question = before(n1),
  handler?: RecordingHandler,
  given = {},
  kind = opensearch,
) {
  const { port, seen } = await play(recording(name), handler);
  const { safe, role, yieldTo, findings, texts } = await askKind(kind, { port, timeout: '20s', ...given }, question);
  const codes = findings.map(({ code, severity }) => `${severity} ${code}`);
  return { safe, role, yieldTo, codes, text: texts.join('\n'), seen };
}

export const requestsOf = (seen: { address: string; request: string }[], request: string) =>
  seen.filter((entry) => entry.request === request).map(({ address }) => address);
