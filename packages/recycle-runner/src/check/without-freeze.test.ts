import type { Finding } from '@esg-recycler/core';
import type { PlanCheck } from '@esg-recycler/instance-roller';
import { describe, expect, it } from '@jest/globals';
import { readingOf, viewOf } from '../fixtures.ts';
import { judgePlan } from './judge-plan.ts';
import { withoutFreeze } from './without-freeze.ts';

const block = (code: string): Finding => ({ code, severity: 'block', subject: 'sig-1', message: code });
const passed: PlanCheck = { ssi: 'ssi-1', host: 'host-1' };
const closed: PlanCheck = { ...passed, closedPorts: [{ address: '10.0.0.9', port: 9092 }] };

/** The codes of the findings about a plan whose group has these findings. */
function judge(check: PlanCheck, ...codes: string[]): string[] {
  const view = viewOf([{}]);
  view.groups[0]!.findings.push(...codes.map(block));
  const { planned, facts } = readingOf(view);
  const checks = new Map([['ssi-1', check]]);
  return judgePlan(planned, { facts: withoutFreeze(facts), view }, checks, []).findings.map(({ code }) => code);
}

describe('withoutFreeze', () => {
  it('removes a freeze', () => expect(judge(passed, 'frozen')).toEqual([]));

  it('shows the check that the freeze would hide', () => expect(judge(closed, 'frozen')).toEqual(['port-closed']));

  it('keeps every other finding', () =>
    expect(judge(passed, 'frozen', 'group-not-stateful')).toEqual(['group-not-stateful']));
});
