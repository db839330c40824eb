import { elsewhereFinding } from '../marks/elsewhere.ts';
import type { GroupRule } from './rule.ts';

/** Every group of the cluster counts, because a run marks all of them. */
const rolledElsewhere: GroupRule = {
  code: 'rolled-elsewhere',
  severity: 'block',
  source: 'docs/decisions/007-mark-in-spot.md',
  judge: ({ members, ownMarks, takeOver }) =>
    members.flatMap(({ group: { id }, suspended = [] }) => {
      const finding = elsewhereFinding(id, suspended, { own: ownMarks?.get(id), takeOver });
      if (!finding) return [];
      const { subject, message, hint, severity } = finding;
      return [{ subject, message, hint, severity }];
    }),
};

export const elsewhereRules: readonly GroupRule[] = [rolledElsewhere];
