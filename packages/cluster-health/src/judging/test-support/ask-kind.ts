import type { Finding } from '@esg-recycler/core';
import type { Kind } from '../../kind/kind.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import { taskOf } from '../../test-support/questions.ts';
import { judge } from '../judgement.ts';

/** Reads and evaluates a cluster with a kind and a user's options. */
export async function askKind(kind: Kind, given: unknown, question: HealthQuestion) {
  const options = kind.options.parse(given);
  const snapshot = await kind.read(taskOf(question), options, AbortSignal.timeout(20_000));
  const judgement = judge(kind, snapshot, question, new Map());
  const texts = judgement.findings.map(({ code, message }: Finding) => `${code}: ${message}`);
  return { ...judgement, texts };
}
