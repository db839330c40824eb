import { type ClusterJudgement, combineJudgements } from '../judging/combine.ts';
import { createEvaluate, type EvaluateKind } from '../judging/evaluate.ts';
import { rulesOf } from '../judging/judgement.ts';
import { type OverrideInput, settleOverrides } from '../judging/overrides.ts';
import type { ClusterChange, Kind } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';
import { completeQuestion, type QuestionInput, settleQuestion } from '../kind/settle-question.ts';
import { settleOptions } from '../options/settle-options.ts';
import { changeCluster } from './change-cluster.ts';
import { kindsThatChange, loadKind } from './kinds.ts';

/** One kind of check, and what it has to know. */
export interface KindSettings {
  /** One of {@link kindNames}. */
  kind: string;
  /** The options of that kind, as given. */
  options?: unknown;
}

/** How a cluster is checked: what the variables of its group say. */
export interface ClusterCheckSettings {
  /** `esg_recycle_health`: at least one kind; all of them must pass, each by its own rules. */
  checks: readonly KindSettings[];
  /** `esg_recycle_overrides`, or `RULE=REASON` texts. */
  overrides: readonly OverrideInput[];
  /** Names that somebody else lets be overridden; accepted here, and left to them. */
  otherNames?: readonly string[];
}

/** Judges one question or many, in the same order. It never rejects: a cluster that cannot be read is not well yet. */
export type EvaluateCluster = (questions: readonly HealthQuestion[]) => Promise<ClusterJudgement[]>;

/** The check of one cluster, to be used again and again. */
export interface ClusterCheck {
  /** The kinds that it consists of. */
  kinds: readonly string[];
  /** Whether the cluster must be prepared before a node leaves, and restored after. */
  changesCluster: boolean;
  /**
   * One look: reads the cluster once for all questions about the same nodes (a `command` is run for each question), and
   * judges each. It never rejects: a cluster that cannot be read, or a node that is not listed, is a judgement.
   *
   * @returns one judgement a question, in the same order
   */
  evaluate: EvaluateCluster;
  /** The same check without these kinds; undefined where none is left. */
  without(kinds: readonly string[]): ClusterCheck | undefined;
  /**
   * Changes what must change for the node to leave. A kind that needs nothing changes nothing.
   *
   * @throws EsgError `prepare-failed`, exit code 1; `node-unlisted`, exit code 2; what the kind refuses, exit code 3
   */
  prepare(question: QuestionInput): Promise<ClusterChange>;
  /**
   * Puts back what {@link ClusterCheck.prepare} changed; any number of times.
   *
   * @throws EsgError `restore-failed`, exit code 1; `node-unlisted`, exit code 2; what the kind refuses, exit code 3
   */
  restore(question: QuestionInput): Promise<ClusterChange>;
}

const combineChanges = (changes: readonly ClusterChange[]): ClusterChange => ({
  changed: changes.some(({ changed }) => changed),
  message: changes.map(({ message }) => message).join('; '),
});

/**
 * Opens the check of a cluster; asks it nothing yet.
 *
 * @throws EsgError `kind-unknown`, `options-invalid`, `override-invalid`, exit code 2
 */
export async function openClusterCheck(settings: ClusterCheckSettings): Promise<ClusterCheck> {
  const opened = await Promise.all(
    settings.checks.map(async (check) => {
      const kind = await loadKind(check.kind);
      return { kind, options: settleOptions(kind, check.options) };
    }),
  );
  const rules = opened.flatMap(({ kind }) => rulesOf(kind));
  const overrides = settleOverrides(settings.overrides, rules, settings.otherNames);
  return checkOf(opened.map((one) => ({ ...one, evaluate: createEvaluate(one.kind, one.options, overrides) })));
}

interface OpenedKind {
  kind: Kind;
  options: unknown;
  evaluate: EvaluateKind;
}

function checkOf(opened: readonly OpenedKind[]): ClusterCheck {
  const kinds = opened.map(({ kind }) => kind.name);
  const changing = opened.filter(({ kind }) => kindsThatChange.has(kind.name));
  const nothing: ClusterChange = { changed: false, message: `${kinds.join(', ')} needs nothing` };
  return {
    kinds,
    changesCluster: changing.length > 0,
    async evaluate(questions) {
      const judged = await Promise.all(opened.map(({ evaluate }) => evaluate(questions)));
      return questions.map((question, index) =>
        combineJudgements(
          opened.map(({ kind }, nth) => [kind.name, judged[nth]![index]!] as const),
          completeQuestion(question),
        ),
      );
    },
    without(left) {
      const remaining = opened.filter(({ kind }) => !left.includes(kind.name));
      return remaining.length > 0 ? checkOf(remaining) : undefined;
    },
    async prepare(input) {
      const question = settleQuestion(input);
      const changes: ClusterChange[] = [];
      for (const { kind, options } of changing) changes.push(await changeCluster(kind, 'prepare', options, question));
      return changes.length > 0 ? combineChanges(changes) : nothing;
    },
    /** One that cannot be restored keeps no other from it. */
    async restore(input) {
      const question = settleQuestion(input);
      const ends = await Promise.allSettled(
        changing.map(({ kind, options }) => changeCluster(kind, 'restore', options, question)),
      );
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
      const changes = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
      return changes.length > 0 ? combineChanges(changes) : nothing;
    },
  };
}
