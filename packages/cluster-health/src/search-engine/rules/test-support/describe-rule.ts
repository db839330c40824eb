import { describe, expect, it } from '@jest/globals';
import type { RuleVerdict } from '../../../kind/rule.ts';
import type { SearchRule } from '../rule.ts';
import { type SearchSceneChange, scene } from '../../test-support/three-nodes.ts';

/** What a case expects, if anything: how it stands (`lasting` blocks, and waiting cannot help), and part of what is told. */
type Expected = readonly [standing: 'block' | 'lasting' | 'warn', part: string];

export type Case = readonly [name: string, change: SearchSceneChange, ...expected: Expected[]];

const seen = ({ severity = 'block', isLasting, message }: RuleVerdict) => [isLasting ? 'lasting' : severity, message];

/** A rule's table: each case is the cluster that is well, but for a change, and all that the rule finds in it. */
export function describeRule(rule: SearchRule, cases: readonly Case[]): void {
  describe(`${rule.id} ${rule.code}`, () => {
    it.each(cases)('%s', (_, change, ...expected) => {
      const found = rule.judge(...scene(change)).map(seen);
      expect(found).toEqual(expected.map(([standing, part]) => [standing, expect.stringContaining(part)]));
    });
  });
}
