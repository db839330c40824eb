import { type ClusterLook, createLook } from '../judging/look.ts';
import { combineJudgements } from '../judging/combine.ts';
import { rulesOf } from '../judging/judgement.ts';
import { type OverrideInput, settleOverrides } from '../judging/overrides.ts';
import type { ClusterChange } from '../kind/kind.ts';
import { type QuestionInput, settleQuestion } from '../kind/settle-question.ts';
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
  look: ClusterLook;
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
  const looks = opened.map(({ kind, options }) => createLook(kind, options, overrides));
  const changing = opened.filter(({ kind }) => kindsThatChange.has(kind.name));

  async function change(step: 'prepare' | 'restore', input: QuestionInput): Promise<ClusterChange> {
    const question = settleQuestion(input);
    const names = opened.map(({ kind }) => kind.name).join(', ');
    if (changing.length === 0) return { changed: false, message: `${names} needs nothing` };
    const changes: ClusterChange[] = [];
    for (const { kind, options } of changing) changes.push(await changeCluster(kind, step, options, question));
    return combineChanges(changes);
  }

  return {
    kinds: opened.map(({ kind }) => kind.name),
    changesCluster: changing.length > 0,
    look: async (questions) => {
      const judged = await Promise.all(looks.map((look) => look(questions)));
      return questions.map((_, index) => combineJudgements(judged.map((judgements) => judgements[index]!)));
    },
    prepare: async (question) => change('prepare', question),
    restore: async (question) => change('restore', question),
  };
}
