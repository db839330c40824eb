import { describe, expect, it } from '@jest/globals';
import type { RuleVerdict } from '../../../kind/rule.ts';
import type { SearchRule } from '../rule.ts';
import { type SearchSceneChange, scene } from '../../test-support/three-nodes.ts';

/** An expected verdict: its severity (`lasting`: blocks and does not resolve on its own) and a part of its message. */
type Expected = readonly [severity: 'block' | 'lasting' | 'warn', part: string];

export type Case = readonly [name: string, change: SearchSceneChange, ...expected: Expected[]];

const seen = ({ severity = 'block', isLasting, message }: RuleVerdict) => [isLasting ? 'lasting' : severity, message];

/** Runs the cases of a rule: each is a healthy cluster with a change, and everything that the rule finds in it. */
export function describeRule(rule: SearchRule, cases: readonly Case[]): void {
  describe(`${rule.id} ${rule.code}`, () => {
    it.each(cases)('%s', (_, change, ...expected) => {
      const found = rule.judge(...scene(change)).map(seen);
      expect(found).toEqual(expected.map(([severity, part]) => [severity, expect.stringContaining(part)]));
    });
  });
}
