export { kindNames, readOverride } from '@esg-recycler/cluster-health';
export { connectionFinding, decide, type Decision, workLeft } from './decide/decide.ts';
export {
  awaitsOnlyCheck,
  phaseOf,
  type CheckFacts,
  type ClosedPort,
  type ConnectionFact,
  type Facts,
  type InstanceFacts,
  type MemberFact,
} from './decide/facts.ts';
export { instanceFacts } from './decide/instance-facts.ts';
export type { PlanCheck, PlanCheckRequest } from './steps/check-plan.ts';
