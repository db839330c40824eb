export { rulesOf, type Judgement } from './judgement.ts';
export { kinds } from './kinds.ts';
export type { Rule } from './rule.ts';
