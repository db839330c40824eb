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

/** One kind of health check and its options. */
export interface KindSettings {
  /** One of {@link kindNames}. */
  kind: string;
  /** The options of that kind, not validated. */
  options?: unknown;
}

/** How a cluster is checked, from the variables of its group. */
export interface ClusterCheckSettings {
  /** `esg_recycle_health`: at least one kind; all of them must pass, each by its own rules. */
  checks: readonly KindSettings[];
  /** `esg_recycle_overrides`, or `RULE=REASON` texts. */
  overrides: readonly OverrideInput[];
  /** Names of overrides that the caller handles; accepted here. */
  otherNames?: readonly string[];
}

/** Evaluates one or more questions, in the same order. It never rejects: a cluster that cannot be read is unhealthy. */
export type EvaluateCluster = (questions: readonly HealthQuestion[]) => Promise<ClusterJudgement[]>;

/** The health check of one cluster. Reusable. */
export interface ClusterCheck {
  /** Its kinds. */
  kinds: readonly string[];
  /** Whether the cluster must be prepared before a node leaves, and restored after. */
  changesCluster: boolean;
  /**
   * Checks once: reads the cluster once for all questions about the same nodes (a `command` runs for each question), and
   * evaluates each question. It never rejects: a cluster that cannot be read or a node that is not listed is a result.
   *
   * @returns one result per question, in the same order
   */
  evaluate: EvaluateCluster;
  /** The same check without these kinds; undefined if none remains. */
  without(kinds: readonly string[]): ClusterCheck | undefined;
  /**
   * Prepares the cluster for the recycle of the node. Kinds without a preparation change nothing.
   *
   * @throws EsgError `prepare-failed`, exit code 1; `node-unlisted`, exit code 2; a refusal of the kind, exit code 3
   */
  prepare(question: QuestionInput): Promise<ClusterChange>;
  /**
   * Restores what {@link ClusterCheck.prepare} changed. Safe to repeat.
   *
   * @throws EsgError `restore-failed`, exit code 1; `node-unlisted`, exit code 2; a refusal of the kind, exit code 3
   */
  restore(question: QuestionInput): Promise<ClusterChange>;
}

const combineChanges = (changes: readonly ClusterChange[]): ClusterChange => ({
  changed: changes.some(({ changed }) => changed),
  message: changes.map(({ message }) => message).join('; '),
});

/**
 * Opens the health check of a cluster, without reading it yet.
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
  const nothingTo = (step: string): ClusterChange => ({
    changed: false,
    message: `${kinds.join(', ')} has nothing to ${step}`,
  });
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
      return changes.length > 0 ? combineChanges(changes) : nothingTo('prepare');
    },
    /** A kind that cannot be restored does not keep others from being restored. */
    async restore(input) {
      const question = settleQuestion(input);
      const ends = await Promise.allSettled(
        changing.map(({ kind, options }) => changeCluster(kind, 'restore', options, question)),
      );
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
      const changes = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
      return changes.length > 0 ? combineChanges(changes) : nothingTo('restore');
    },
  };
}
