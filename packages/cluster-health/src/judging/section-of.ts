import { pageOf } from '../kind/documentation.ts';
import { sharedRules } from '../rules/shared-rules.ts';

const ofEveryKind = new Set(sharedRules.map(({ code }) => code));

/** The section of the documentation about a rule: kinds share some of them, and several kinds may have one of one name. */
export const sectionOf = (kind: string, code: string): string =>
  `${ofEveryKind.has(code) ? 'docs/health-checks/index.md' : pageOf(kind)}#${code}`;
