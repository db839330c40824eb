import { mapConcurrently } from '@esg-recycler/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kind, ReadingTask } from '../kind/kind.ts';
import { readTimeoutMs } from '../kind/read-timeout.ts';
import type { HealthQuestion } from '../kind/question.ts';
import { completeQuestion, whyUnlisted } from '../kind/settle-question.ts';
import { judge, type KindJudgement, unlisted, unreadable } from './judgement.ts';
import { measure } from './measure.ts';
import type { Overrides } from './overrides.ts';

/** Maximum number of concurrent readings of one check. */
const readingsAtOnce = 4;

/** How long a kind may take to end after its signal is aborted; milliseconds. */
const graceMs = 5000;

/** Evaluates one or more questions, in the same order. It never rejects: a cluster that cannot be read is unhealthy. */
export type EvaluateKind = (questions: readonly HealthQuestion[]) => Promise<KindJudgement[]>;

/** The fewest readings for all questions: one per list of nodes, unless the kind reads for each node. */
const tasksOf = ({ readsForEachNode }: Kind, questions: readonly HealthQuestion[]): ReadingTask[] =>
  readsForEachNode
    ? questions.map((question) => ({ nodes: question.nodes, questions: [question] }))
    : [...Map.groupBy(questions, ({ nodes }) => nodes.join('\n')).values()].map((same) => ({
        nodes: same[0]!.nodes,
        questions: same,
      }));

/**
 * Creates a health check: it reads the cluster, then evaluates every question.
 *
 * @param timeoutMs when a reading is aborted and evaluated by what it has so far
 * @param lateMs when a reading that does not end fails
 */
export function createEvaluate(
  kind: Kind,
  options: unknown,
  overrides: Overrides,
  timeoutMs = readTimeoutMs,
  lateMs = timeoutMs + graceMs,
): EvaluateKind {
  async function read(task: ReadingTask): Promise<unknown> {
    const watch = new AbortController();
    try {
      return await Promise.race([
        kind.read(task, options, AbortSignal.timeout(timeoutMs)),
        sleep(lateMs, undefined, { signal: watch.signal }).then(() => {
          throw new Error(`no response within ${lateMs} ms`);
        }),
      ]);
    } finally {
      watch.abort();
    }
  }

  async function answer(task: ReadingTask): Promise<[HealthQuestion, KindJudgement][]> {
    try {
      const snapshot = await read(task);
      // The check of a plan has many questions, and nobody reads their numbers.
      const isAlone = task.questions.length === 1;
      return task.questions.map((question) => [
        question,
        { ...judge(kind, snapshot, question, overrides), ...(isAlone && measure(kind, snapshot, question)) },
      ]);
    } catch (error) {
      return task.questions.map((question) => [question, unreadable(question.node, error)]);
    }
  }

  return async (asked) => {
    const questions = asked.map(completeQuestion);
    const tasks = tasksOf(
      kind,
      questions.filter((question) => whyUnlisted(question) === undefined),
    );
    const judged = new Map((await mapConcurrently(tasks, readingsAtOnce, answer)).flat());
    return questions.map((question) => judged.get(question) ?? unlisted(question.node, whyUnlisted(question)!));
  };
}
