export {
  openClusterCheck,
  type ClusterCheck,
  type ClusterCheckSettings,
  type KindSettings,
} from './check/cluster-check.ts';
export { kindNames } from './check/kinds.ts';
export { waitUntilHealthy, type StabilityWindow, type HealthClock } from './judging/wait-until-healthy.ts';
export type { Judgement } from './judging/judgement.ts';
export type { ClusterJudgement } from './judging/combine.ts';
export { readOverride, type OverrideInput, type RuleOverride } from './judging/overrides.ts';
export type { ClusterChange } from './kind/kind.ts';
export type { HealthQuestion } from './kind/question.ts';
export { settleQuestion, type QuestionInput } from './kind/settle-question.ts';
