export { recycleCommand, type RecycleSetup } from './ansible-command.ts';
export { type Candidate, type PlannedInstance, type PlanOptions, planRoll } from './plan.ts';
export { roll, type RollEnd } from './roll.ts';
export type { AnsibleResult, RollContext, RollView } from './roll-context.ts';
