import { type ClusterLook, createLook } from '../judging/look.ts';
import { rulesOf } from '../judging/judgement.ts';
import { type OverrideInput, settleOverrides } from '../judging/overrides.ts';
import type { ClusterChange } from '../kind/kind.ts';
import { type QuestionInput, settleQuestion } from '../kind/settle-question.ts';
import { settleOptions } from '../options/settle-options.ts';
import { changeCluster } from './change-cluster.ts';
import { loadKind } from './kinds.ts';

/** How a cluster is checked: what the variables of its group say. */
export interface ClusterCheckSettings {
  /** `esg_recycle_health`: one of {@link kindNames}. */
  kind: string;
  /** `esg_recycle_health_options`, as given. */
  options: unknown;
  /** `esg_recycle_overrides`, or `RULE=REASON` texts. */
  overrides: readonly OverrideInput[];
  /** Names that somebody else lets be overridden; accepted here, and left to them. */
  otherNames?: readonly string[];
}

/** The check of one cluster, to be used again and again. */
export interface ClusterCheck {
  kind: string;
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

/**
 * Opens the check of a cluster; asks it nothing yet.
 *
 * @throws EsgError `kind-unknown`, `options-invalid`, `override-invalid`, exit code 2
 */
export async function openClusterCheck(settings: ClusterCheckSettings): Promise<ClusterCheck> {
  const kind = await loadKind(settings.kind);
  const options = settleOptions(kind, settings.options);
  const overrides = settleOverrides(settings.overrides, rulesOf(kind), settings.otherNames);
  return {
    kind: kind.name,
    look: createLook(kind, options, overrides),
    prepare: async (question) => changeCluster(kind, 'prepare', options, settleQuestion(question)),
    restore: async (question) => changeCluster(kind, 'restore', options, settleQuestion(question)),
  };
}
