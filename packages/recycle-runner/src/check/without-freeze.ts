import type { PlanFacts } from '../plan/plan.ts';
import { frozen } from '../control/freeze.ts';

/** The facts of a plan without its freeze. It would hide the health checks, which have to continue while it lasts. */
export const withoutFreeze = (facts: ReadonlyMap<string, PlanFacts>): ReadonlyMap<string, PlanFacts> =>
  new Map(
    [...facts].map(([ssi, known]) => {
      const findings = known.instance.findings.filter(({ code }) => code !== frozen);
      return [ssi, { ...known, instance: { ...known.instance, findings } }];
    }),
  );
